# SPDX-License-Identifier: Apache-2.0
import asyncio
import unittest

import websockets
from serving import SESSION, Serving

from bedrock_agentcore import BedrockAgentCoreApp


def talk(server, work, **headers):
    async def run():
        options = {"additional_headers" if int(websockets.__version__.split(".")[0]) >= 14 else "extra_headers": headers}
        async with websockets.connect(f"ws://127.0.0.1:{server.port}/ws", **options) as socket:
            return await asyncio.wait_for(work(socket), 10)

    return asyncio.run(run())


async def close_code(socket):
    try:
        await socket.recv()
    except websockets.ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
    return "open"


class WebSocket(unittest.TestCase):
    def test_the_handler_gets_the_socket_and_the_context(self):
        app = BedrockAgentCoreApp()

        @app.websocket
        async def handler(websocket, context):
            await websocket.accept()
            await websocket.send_json({"session": context.session_id, "said": await websocket.receive_text()})
            await websocket.close()

        async def work(socket):
            await socket.send("hello")
            return await socket.recv(), await close_code(socket)

        with Serving(app) as server:
            answer, code = talk(server, work, **{SESSION: "w" * 33})
        self.assertEqual(answer.replace(" ", ""), '{"session":"' + "w" * 33 + '","said":"hello"}')
        self.assertEqual(code, 1000)

    def test_without_a_handler_it_closes_with_1011(self):
        with Serving(BedrockAgentCoreApp()) as server:
            self.assertEqual(talk(server, close_code), 1011)

    def test_a_handler_that_raises_closes_with_1011_and_the_agent_lives(self):
        app = BedrockAgentCoreApp()

        @app.websocket
        async def handler(websocket):
            await websocket.accept()
            raise ValueError("out of words")

        with Serving(app) as server:
            self.assertEqual(talk(server, close_code), 1011)
            self.assertTrue(any("out of words" in line for line in server.records))
            self.assertEqual(server.ping()["status"], "Healthy")


if __name__ == "__main__":
    unittest.main()
