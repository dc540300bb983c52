# SPDX-License-Identifier: Apache-2.0
import asyncio
import threading
import time
import unittest
from unittest import mock

from serving import Serving

from bedrock_agentcore import BedrockAgentCoreApp
from bedrock_agentcore.runtime import _health
from bedrock_agentcore.runtime.models import PingStatus


class Ping(unittest.TestCase):
    def setUp(self):
        self.now = 1_800_000_000
        patcher = mock.patch.object(_health.time, "time", lambda: self.now)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.app = BedrockAgentCoreApp()

    def report(self):
        status, changed_at = self.app._health.report()
        return status.value, changed_at - 1_800_000_000

    def test_the_time_moves_only_when_the_status_changes(self):
        self.assertEqual(self.report(), ("Healthy", 0))
        self.now += 100
        self.assertEqual(self.report(), ("Healthy", 0))
        task = self.app.add_async_task("work")
        self.now += 5
        self.assertEqual(self.report(), ("HealthyBusy", 105))
        self.now += 50
        self.assertEqual(self.report(), ("HealthyBusy", 105))
        self.assertTrue(self.app.complete_async_task(task))
        self.now += 1
        self.assertEqual(self.report(), ("Healthy", 156))

    def test_a_change_that_no_ping_saw_does_not_move_the_time(self):
        self.assertEqual(self.report(), ("Healthy", 0))
        self.now += 10
        self.app.complete_async_task(self.app.add_async_task("quick"))
        self.assertEqual(self.report(), ("Healthy", 0))

    def test_forced_comes_before_the_handler_and_the_handler_before_the_tasks(self):
        self.app.add_async_task("work")
        self.assertEqual(self.report()[0], "HealthyBusy")
        self.app.ping(lambda: PingStatus.HEALTHY)
        self.assertEqual(self.report()[0], "Healthy")
        self.app.force_ping_status(PingStatus.HEALTHY_BUSY)
        self.assertEqual(self.report()[0], "HealthyBusy")
        self.app.clear_forced_ping_status()
        self.assertEqual(self.report()[0], "Healthy")

    def test_a_handler_may_answer_the_word(self):
        self.app.ping(lambda: "HealthyBusy")
        self.assertEqual(self.report()[0], "HealthyBusy")

    def test_a_handler_that_raises_or_answers_nonsense_is_left_out_and_said_once(self):
        with self.assertLogs("bedrock_agentcore.app", "WARNING") as logs:
            self.app.ping(lambda: 1 / 0)
            self.assertEqual(self.report()[0], "Healthy")
            self.app.add_async_task("work")
            self.assertEqual(self.report()[0], "HealthyBusy")
        self.assertEqual(sum("ping handler failed" in line for line in logs.output), 1)
        self.app.ping(lambda: "Sick")
        self.assertEqual(self.report()[0], "HealthyBusy")

    def test_an_async_ping_handler_is_refused_when_it_is_declared(self):
        async def handler():
            return PingStatus.HEALTHY

        with self.assertRaisesRegex(TypeError, "plain function"):
            self.app.ping(handler)

    def test_ending_a_task_twice_says_false(self):
        task = self.app.add_async_task("once")
        self.assertTrue(self.app.complete_async_task(task))
        self.assertFalse(self.app.complete_async_task(task))
        self.assertFalse(self.app.complete_async_task(99))


class PingOverHttp(unittest.TestCase):
    def test_the_answer_has_status_and_time(self):
        before = int(time.time())
        with Serving(BedrockAgentCoreApp()) as server:
            answer = server.ping()
        self.assertEqual(answer["status"], "Healthy")
        self.assertIsInstance(answer["time_of_last_update"], int)
        self.assertLessEqual(abs(answer["time_of_last_update"] - before), 2)

    def test_an_async_task_is_busy_while_it_runs_also_when_it_fails(self):
        app = BedrockAgentCoreApp()
        release = threading.Event()
        failures = []

        @app.async_task
        async def work():
            while not release.is_set():
                await asyncio.sleep(0.01)
            raise RuntimeError("the work failed")

        @app.entrypoint
        async def handler(payload):
            task = asyncio.create_task(work())
            task.add_done_callback(lambda done: failures.append(str(done.exception())))
            return "started"

        with Serving(app) as server:
            self.assertEqual(server.invoke({}).json, "started")
            self.assertEqual(server.ping()["status"], "HealthyBusy")
            self.assertEqual(app.get_async_task_info()["running_jobs"][0]["name"], "work")
            release.set()
            for _ in range(200):
                if server.ping()["status"] == "Healthy":
                    break
                time.sleep(0.01)
            self.assertEqual(server.ping()["status"], "Healthy")
        self.assertEqual(failures, ["the work failed"])

    def test_async_task_is_for_async_functions(self):
        with self.assertRaisesRegex(ValueError, "async functions"):
            BedrockAgentCoreApp().async_task(lambda: None)


if __name__ == "__main__":
    unittest.main()
