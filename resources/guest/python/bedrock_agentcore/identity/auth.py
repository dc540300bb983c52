# SPDX-License-Identifier: Apache-2.0
from .._missing import missing_decorator

requires_access_token = missing_decorator("bedrock_agentcore.identity.auth.requires_access_token")
requires_api_key = missing_decorator("bedrock_agentcore.identity.auth.requires_api_key")
