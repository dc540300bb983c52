# SPDX-License-Identifier: Apache-2.0
"""Words of the protocol between the platform and the agent."""

from enum import Enum

SESSION_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"
REQUEST_ID_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-Request-Id"
USER_ID_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-User-Id"
CUSTOM_HEADER_PREFIX = "X-Amzn-Bedrock-AgentCore-Runtime-Custom-"
AUTHORIZATION_HEADER = "Authorization"
ACCESS_TOKEN_HEADER = "WorkloadAccessToken"
IDENTITY_WAT_HEADER = "X-Amz-Bedrock-AgentCore-Identity-WAT"
OAUTH2_CALLBACK_URL_HEADER = "OAuth2CallbackUrl"

DEBUG_ACTION_KEY = "_agent_core_app_action"
TASK_ACTION_PING_STATUS = "ping_status"
TASK_ACTION_JOB_STATUS = "job_status"
TASK_ACTION_FORCE_HEALTHY = "force_healthy"
TASK_ACTION_FORCE_BUSY = "force_busy"
TASK_ACTION_CLEAR_FORCED_STATUS = "clear_forced_status"


class PingStatus(str, Enum):
    """What /ping answers. HealthyBusy keeps the session alive while no request is open."""

    HEALTHY = "Healthy"
    HEALTHY_BUSY = "HealthyBusy"
