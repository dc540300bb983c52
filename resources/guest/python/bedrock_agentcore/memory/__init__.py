# SPDX-License-Identifier: Apache-2.0
"""AgentCore Memory: not in this runtime yet. Importing works, using it raises."""

from .client import MemoryClient

__all__ = ["MemoryClient"]
