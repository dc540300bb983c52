# SPDX-License-Identifier: Apache-2.0
"""The HTTP side of an agent: /invocations, /ping and /ws on port 8080."""

from .app import BedrockAgentCoreApp
from .context import BedrockAgentCoreContext, RequestContext
from .models import PingStatus

__all__ = ["BedrockAgentCoreApp", "BedrockAgentCoreContext", "PingStatus", "RequestContext"]
