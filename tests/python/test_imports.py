# SPDX-License-Identifier: Apache-2.0
import subprocess
import unittest

from serving import PACKAGE, PYTHON

import bedrock_agentcore
from bedrock_agentcore.gateway import GatewayClient
from bedrock_agentcore.identity.auth import requires_access_token, requires_api_key
from bedrock_agentcore.memory import MemoryClient
from bedrock_agentcore.runtime import BedrockAgentCoreApp, PingStatus
from bedrock_agentcore.runtime.context import BedrockAgentCoreContext, RequestContext
from bedrock_agentcore.runtime.models import PingStatus as SamePingStatus


class Imports(unittest.TestCase):
    def test_the_names_are_where_agents_look_for_them(self):
        self.assertIs(bedrock_agentcore.BedrockAgentCoreApp, BedrockAgentCoreApp)
        self.assertIs(bedrock_agentcore.RequestContext, RequestContext)
        self.assertIs(bedrock_agentcore.BedrockAgentCoreContext, BedrockAgentCoreContext)
        self.assertIs(PingStatus, SamePingStatus)

    def test_what_has_no_service_behind_it_says_so_when_it_is_used(self):
        for make in (MemoryClient, lambda: MemoryClient(region_name="eu-west-1"), GatewayClient):
            with self.assertRaisesRegex(NotImplementedError, "not in this runtime yet"):
                make()

        @requires_access_token(provider_name="p", scopes=[])
        async def with_token(access_token):
            return access_token

        @requires_api_key
        def with_key(api_key):
            return api_key

        for call in (with_token, with_key):
            with self.assertRaisesRegex(NotImplementedError, "identity.auth.requires_.* is not in this runtime yet"):
                call()

    def test_importing_leaves_out_what_a_first_request_does_not_need(self):
        code = "import sys, bedrock_agentcore; print(*sorted(sys.modules))"
        result = subprocess.run(
            [PYTHON, "-c", code], env={"PYTHONPATH": str(PACKAGE)}, check=True, capture_output=True, text=True
        )
        loaded = set(result.stdout.split())
        self.assertFalse(loaded & {"websockets", "uvicorn", "pydantic", "httpx"})


if __name__ == "__main__":
    unittest.main()
