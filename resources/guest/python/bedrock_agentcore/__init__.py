# SPDX-License-Identifier: Apache-2.0
"""The agent's side of the runtime: what an agent that brings no SDK of its own imports."""

from .runtime import BedrockAgentCoreApp, BedrockAgentCoreContext, RequestContext

__all__ = ["BedrockAgentCoreApp", "BedrockAgentCoreContext", "RequestContext"]
__version__ = "0.1.0"
