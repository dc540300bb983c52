# SPDX-License-Identifier: Apache-2.0
from .._missing import missing_class

MemoryClient = missing_class("bedrock_agentcore.memory.MemoryClient")
