# SPDX-License-Identifier: Apache-2.0
"""AgentCore Identity: not in this runtime yet. Importing works, using it raises."""

from .auth import requires_access_token, requires_api_key

__all__ = ["requires_access_token", "requires_api_key"]
