# SPDX-License-Identifier: Apache-2.0
import asyncio
import dataclasses
import functools
import threading
import time
import unittest

from serving import SESSION, Serving, wait_until

from bedrock_agentcore import BedrockAgentCoreApp, BedrockAgentCoreContext, RequestContext
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response


def app_of(handler, **options):
    app = BedrockAgentCoreApp(**options)
    app.entrypoint(handler)
    return app


@dataclasses.dataclass
class Point:
    x: int
    label: str


class Model:
    """Looks like a pydantic model."""

    def model_dump(self):
        return {"points": [Point(1, "é")], "kinds": {2}}


class Odd:
    def __str__(self):
        return "an odd thing"


class Broken:
    def __str__(self):
        raise RuntimeError("no text")


class KindsOfHandlers(unittest.TestCase):
    def test_a_plain_function_answers_json(self):
        with Serving(app_of(lambda payload: {"said": payload["prompt"]})) as server:
            answer = server.invoke({"prompt": "Grüße"})
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/json"))
        self.assertEqual(answer.body, '{"said": "Grüße"}'.encode())

    def test_an_async_function_answers_json(self):
        async def handler(payload):
            await asyncio.sleep(0)
            return [payload, None]

        with Serving(app_of(handler)) as server:
            self.assertEqual(server.invoke({"a": 1}).json, [{"a": 1}, None])

    def test_a_generator_streams_events(self):
        def handler(payload):
            yield {"word": "é"}
            yield "data: own framing\n\n"

        with Serving(app_of(handler)) as server:
            answer = server.invoke({})
        self.assertEqual(answer.headers["content-type"].split(";")[0], "text/event-stream")
        self.assertNotIn("content-length", answer.headers)
        self.assertEqual(answer.body, 'data: {"word": "é"}\n\ndata: "data: own framing\\n\\n"\n\n'.encode())

    def test_an_async_generator_streams_each_value_as_it_is_yielded(self):
        async def handler(payload):
            for number in range(3):
                yield number
                await asyncio.sleep(0.15)

        with Serving(app_of(handler)) as server:
            connection = server.connect()
            connection.request("POST", "/invocations", b"{}")
            response = connection.getresponse()
            times = []
            for number in range(3):
                self.assertEqual(response.readline(), b"data: %d\n" % number)
                response.readline()
                times.append(time.monotonic())
            connection.close()
        self.assertGreater(times[2] - times[0], 0.25)

    def test_a_generator_returned_by_a_plain_function_streams(self):
        with Serving(app_of(lambda payload: (value for value in [1, 2]))) as server:
            self.assertEqual(server.invoke({}).events, [1, 2])

    def test_a_callable_object_may_be_the_entry_point(self):
        class Agent:
            async def __call__(self, payload, context):
                return context.session_id

        with Serving(app_of(Agent())) as server:
            self.assertEqual(server.invoke({}, {SESSION: "s" * 33}).json, "s" * 33)

    def test_partials_and_bound_methods_may_be_the_entry_point(self):
        async def later(prefix, payload):
            return prefix + payload

        class Agent:
            def steps(self, payload):
                yield payload

        with Serving(app_of(functools.partial(later, "a "))) as server:
            self.assertEqual(server.invoke("word").json, "a word")
        with Serving(app_of(Agent().steps)) as server:
            self.assertEqual(server.invoke("word").events, ["word"])

    def test_the_second_parameter_gets_the_context_only_when_it_is_named_context(self):
        def with_context(payload, context: RequestContext):
            return {
                "session": context.session_id,
                "custom": context.request_headers.get("x-amzn-bedrock-agentcore-runtime-custom-colour"),
                "names": sorted(context.request_headers),
                "path": context.request.url.path,
            }

        def with_other(payload, other="default"):
            return other

        headers = {
            SESSION: "a" * 40,
            "X-Amzn-Bedrock-AgentCore-Runtime-Custom-Colour": "red",
            "Authorization": "Bearer t",
            "X-Team": "blue",
        }
        with Serving(app_of(with_context)) as server:
            self.assertEqual(
                server.invoke({}, headers).json,
                {
                    "session": "a" * 40,
                    "custom": "red",
                    "names": ["Authorization", "X-Amzn-Bedrock-AgentCore-Runtime-Custom-colour", "x-team"],
                    "path": "/invocations",
                },
            )
        with Serving(app_of(with_other)) as server:
            self.assertEqual(server.invoke({}, headers).json, "default")

    def test_context_variables_reach_handler_threads_and_generators(self):
        def handler(payload):
            yield BedrockAgentCoreContext.get_session_id()
            yield BedrockAgentCoreContext.get_request_id()
            yield BedrockAgentCoreContext.get_workload_access_token()

        headers = {
            SESSION: "b" * 33,
            "X-Amzn-Bedrock-AgentCore-Runtime-Request-Id": "r-1",
            "WorkloadAccessToken": "old",
            "X-Amz-Bedrock-AgentCore-Identity-WAT": "new",
        }
        with Serving(app_of(handler)) as server:
            self.assertEqual(server.invoke({}, headers).events, ["b" * 33, "r-1", "new"])

    def test_ping_answers_while_a_plain_function_blocks(self):
        release = threading.Event()

        def handler(payload):
            release.wait(10)
            return "done"

        with Serving(app_of(handler)) as server:
            answers = []
            caller = threading.Thread(target=lambda: answers.append(server.invoke({}).json))
            caller.start()
            self.assertEqual(server.ping()["status"], "Healthy")
            self.assertEqual(answers, [])
            release.set()
            caller.join(10)
        self.assertEqual(answers, ["done"])

    def test_a_hundred_blocked_functions_run_side_by_side(self):
        barrier = threading.Barrier(100)

        def handler(payload):
            barrier.wait(15)
            return True

        with Serving(app_of(handler)) as server:
            answers = []
            callers = [threading.Thread(target=lambda: answers.append(server.invoke({}).json)) for _ in range(100)]
            for caller in callers:
                caller.start()
            for caller in callers:
                caller.join(20)
        self.assertEqual(answers, [True] * 100)


class Answers(unittest.TestCase):
    def test_values_become_json_as_they_are_else_as_plain_data_else_as_text_else_as_an_error(self):
        cases = [
            (Model(), {"points": [{"x": 1, "label": "é"}], "kinds": [2]}),
            ({"odd": Odd()}, {"odd": "an odd thing"}),
            ({(1, 2): "tuple key"}, {"(1, 2)": "tuple key"}),
            (Broken(), {"error": "Serialization failed", "original_type": "Broken"}),
            ("\ud800", {"error": "Serialization failed", "original_type": "str"}),
        ]
        for value, expected in cases:
            with self.subTest(value=type(value).__name__):
                with Serving(app_of(lambda payload: value)) as server:
                    answer = server.invoke({})
                self.assertEqual((answer.status, answer.json), (200, expected))

    def test_very_deep_values_are_cut_to_text(self):
        deep = {"end": Odd()}
        for _ in range(80):
            deep = {"in": deep}
        with Serving(app_of(lambda payload: deep)) as server:
            value = server.invoke({}).json
        depth = 0
        while isinstance(value, dict):
            value, depth = next(iter(value.values())), depth + 1
        self.assertEqual(depth, 50)
        self.assertIsInstance(value, str)

    def test_a_response_passes_as_it_is(self):
        cases = [
            PlainTextResponse("plain", 201, {"X-Own": "1"}),
            JSONResponse({"a": 1}),
            Response(b"\x00\xff", media_type="image/png"),
        ]
        for response in cases:
            with Serving(app_of(lambda payload: response)) as server:
                answer = server.invoke({})
            self.assertEqual((answer.status, answer.body), (response.status_code, response.body))
            self.assertEqual(answer.headers["content-type"], response.headers["content-type"])
            self.assertEqual(answer.headers.get("x-own"), response.headers.get("x-own"))


class Failures(unittest.TestCase):
    def test_a_body_that_is_no_json_is_400_with_details(self):
        with Serving(app_of(lambda payload: payload)) as server:
            for body in (b'{"a"', b"", b"\xff\xfe\xfa", b"[" * 200_000):
                answer = server.invoke(body)
                self.assertEqual(answer.status, 400, body[:20])
                self.assertEqual(answer.json["error"], "Invalid JSON")
                self.assertTrue(answer.json["details"])

    def test_json_in_other_encodings_is_read(self):
        with Serving(app_of(lambda payload: payload)) as server:
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
                self.assertEqual(server.invoke('{"a": "é"}'.encode(encoding)).json, {"a": "é"}, encoding)

    def test_without_an_entry_point_it_is_500(self):
        with Serving(BedrockAgentCoreApp()) as server:
            answer = server.invoke({})
        self.assertEqual((answer.status, answer.json), (500, {"error": "No entrypoint defined"}))

    def test_an_exception_is_500_with_its_text(self):
        def plain(payload):
            raise KeyError("order")

        async def later(payload):
            raise ValueError("no such order")

        for handler, text in ((plain, "'order'"), (later, "no such order")):
            with Serving(app_of(handler)) as server:
                answer = server.invoke({})
                self.assertEqual((answer.status, answer.json), (500, {"error": text}))
                self.assertTrue(any("The handler failed" in line for line in server.records))
                self.assertEqual(server.ping()["status"], "Healthy")

    def test_an_http_exception_keeps_its_status(self):
        def handler(payload):
            raise HTTPException(418, "short and stout", {"X-Pot": "tea"})

        with Serving(app_of(handler)) as server:
            answer = server.invoke({})
        self.assertEqual((answer.status, answer.json), (418, {"error": "short and stout"}))
        self.assertEqual(answer.headers["x-pot"], "tea")

    def test_an_exception_inside_a_stream_is_its_last_event(self):
        def plain(payload):
            yield 1
            raise ValueError("boom")

        async def later(payload):
            yield 1
            raise ValueError("boom")

        for handler in (plain, later):
            with Serving(app_of(handler)) as server:
                answer = server.invoke({})
            self.assertEqual(answer.status, 200)
            self.assertEqual(
                answer.events,
                [1, {"error": "boom", "error_type": "ValueError", "message": "An error occurred during streaming"}],
            )

    def test_a_rehearsal_does_all_but_call_the_agent(self):
        calls = []

        def count(payload):
            calls.append(payload)
            return len(calls)

        with Serving(app_of(count)) as server:
            rehearsed = server.ask("OPTIONS", "/invocations", b'{"prompt": 1}')
            self.assertEqual((rehearsed.status, rehearsed.json), (200, {"result": "1"}))
            self.assertEqual(server.invoke({}).body, b"1")

    def test_unknown_paths_and_methods_are_404_and_405(self):
        with Serving(app_of(lambda payload: payload)) as server:
            self.assertEqual(server.ask("GET", "/nothing").status, 404)
            self.assertEqual(server.ask("GET", "/invocations").status, 405)


class CallersThatGoAway(unittest.TestCase):
    def hang_up(self, server, read=0):
        connection = server.connect()
        connection.request("POST", "/invocations", b"{}")
        if read:
            connection.getresponse().read(read)
        else:
            time.sleep(0.2)
        connection.close()
        connection.sock = None

    def test_an_async_function_is_cancelled(self):
        seen = []

        async def handler(payload):
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise

        with Serving(app_of(handler)) as server:
            self.hang_up(server)
            self.assertTrue(wait_until(lambda: seen == ["cancelled"]))
            self.assertTrue(wait_until(lambda: any("went away" in line for line in server.records)))

    def test_an_async_generator_is_cancelled_where_it_waits(self):
        seen = []

        async def handler(payload):
            try:
                yield "first"
                await asyncio.sleep(30)
            finally:
                seen.append("closed")

        with Serving(app_of(handler)) as server:
            self.hang_up(server, read=5)
            self.assertTrue(wait_until(lambda: seen == ["closed"]))

    def test_a_plain_generator_is_closed_after_its_step(self):
        seen = []

        def handler(payload):
            try:
                for number in range(200):
                    time.sleep(0.05)
                    yield number
            finally:
                seen.append(number)

        with Serving(app_of(handler)) as server:
            self.hang_up(server, read=5)
            self.assertTrue(wait_until(lambda: bool(seen)))
        self.assertLess(seen[0], 100)


class DebugActions(unittest.TestCase):
    def act(self, server, action):
        answer = server.invoke({"_agent_core_app_action": action})
        return answer.status, answer.json

    def test_they_answer_only_with_debug(self):
        with Serving(app_of(lambda payload: "handled")) as server:
            self.assertEqual(self.act(server, "ping_status"), (200, "handled"))

    def test_they_tell_and_force_the_status(self):
        app = app_of(lambda payload: "handled", debug=True)
        with Serving(app) as server:
            app.add_async_task("index", {"batch": 1})
            status, jobs = self.act(server, "job_status")
            self.assertEqual((status, jobs["active_count"], jobs["running_jobs"][0]["name"]), (200, 1, "index"))
            self.assertEqual(self.act(server, "ping_status")[1]["status"], "HealthyBusy")
            self.assertEqual(self.act(server, "force_healthy"), (200, {"forced_status": "Healthy"}))
            self.assertEqual(server.ping()["status"], "Healthy")
            self.assertEqual(self.act(server, "force_busy"), (200, {"forced_status": "HealthyBusy"}))
            self.assertEqual(self.act(server, "clear_forced_status"), (200, {"forced_status": "Cleared"}))
            self.assertEqual(self.act(server, "dance"), (400, {"error": "Unknown action: dance"}))
            self.assertEqual(server.invoke({"prompt": 1}).json, "handled")


if __name__ == "__main__":
    unittest.main()
