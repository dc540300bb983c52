# SPDX-License-Identifier: Apache-2.0
"""AgentCore Gateway: not in this runtime yet. Importing works, using it raises."""

from .._missing import missing_class

GatewayClient = missing_class("bedrock_agentcore.gateway.GatewayClient")

__all__ = ["GatewayClient"]
