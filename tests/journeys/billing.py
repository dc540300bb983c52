# SPDX-License-Identifier: Apache-2.0
"""Copied and adopted sessions are metered to the end like others; budgets of a version; prices of one's own."""

import json
import os
import signal
import time

from journey import AGENTS, PATIENCE, Journey, main, new_session_id

PRICES = {
    "standard": "Ours",
    "models": [{"name": "Ours", "asOf": "2026-11-01", "source": "a contract", "vcpuHourUsd": 3.6, "gbHourUsd": 0.36,
                "memory": "currentPeak"}],
}


class Billing(Journey):
    @classmethod
    def prepare(cls):
        cls.home.deploy(AGENTS / "burner", "--name", "burner", "--start", "restored", "--warm", "1")

    def ask(self, session, **payload):
        return json.loads(self.home.invoke("burner", payload, "--session", session)["body"])

    def usage(self, session):
        return self.home.ctl("usage", session, "--json").json

    def wait_for_warm(self):
        end = time.monotonic() + 90 * PATIENCE
        while json.loads(self.home.api("GET", "/daemon")[2])["warmClones"] < 1:
            self.assertLess(time.monotonic(), end, self.home.log())
            time.sleep(0.3)

    def kill_daemon(self):
        os.kill(self.home.daemon()["pid"], signal.SIGKILL)
        self.home.ctl("sessions")

    def assertMetered(self, session, before, begun):
        """What the agent burnt since is what was metered since, but for 2 % and 50 ms of pings."""
        after = self.ask(session)
        agent = after["total"] - before["total"]
        metered = self.usage(session)["cpuSeconds"] - begun["cpuSeconds"]
        print(f"\n  agent {agent:.3f} s, metered {metered:.3f} s: {(metered / agent - 1) * 100:+.2f} %", end="")
        self.assertLess(abs(metered - agent), 0.02 * agent + 0.05)

    def test_1_a_copy_is_not_billed_for_its_template(self):
        self.wait_for_warm()
        # The second finds the pool empty, or refilled by then.
        for kinds in (("warm",), ("restored", "warm")):
            session = new_session_id()
            answer = self.home.invoke("burner", {}, "--session", session)
            self.assertIn(answer["start"]["kind"], kinds)
            before, begun = self.ask(session), self.usage(session)
            self.assertEqual(begun["byPhase"]["boot"]["cpuSeconds"], 0)
            # The agent's own account goes back to the template's boot.
            self.assertLess(begun["cpuSeconds"], before["total"] / 2)
            self.ask(session, burn=3)
            self.assertMetered(session, before, begun)
            self.home.ctl("session", "stop", session)

    def test_2_a_killed_daemon_loses_and_doubles_no_cpu(self):
        session = new_session_id()
        self.ask(session)
        before, begun = self.ask(session), self.usage(session)
        caller = self.home.start("invoke", "burner", '{"burn": 4}', "--session", session, "--json")
        time.sleep(1.5)
        self.kill_daemon()
        caller.communicate(timeout=60)
        time.sleep(4 * PATIENCE)
        self.assertEqual(len(self.home.events(session, "session.adopted")), 1)
        self.assertMetered(session, before, begun)
        self.home.ctl("session", "stop", session)
        seconds = self.home.ctl("usage", session, "--seconds", "--json").json
        self.assertAlmostEqual(sum(one["cpu"] for one in seconds["seconds"]), seconds["cpuSeconds"], 5)

    def test_3_a_version_with_a_budget_ends_its_sessions_and_begins_no_more(self):
        self.home.deploy(AGENTS / "burner", "--name", "burner", "--budget", "0.0003")
        session = new_session_id()
        self.home.ctl("invoke", "burner", '{"burn": 60}', "--session", session, "--json", check=4)
        row = self.home.wait_for(session, lambda row: row["state"] == "Terminated")
        self.assertEqual(row["cause"], "budget")
        self.assertIn("version", row["reason"])
        self.assertError(self.home.ctl("invoke", "burner", "{}", "--json", check=None), "Refused", 5)
        self.kill_daemon()
        self.assertError(self.home.ctl("invoke", "burner", "{}", "--json", check=None), "Refused", 5)
        self.home.deploy(AGENTS / "burner", "--name", "burner", "--start", "restored")

    def test_4_prices_of_ones_own(self):
        old = self.home.ctl("sessions", "--all", "--json").json["sessions"][0]["sessionId"]
        cost = self.usage(old)["costUsd"]
        (self.home.path / "prices.json").write_text("{\"standard\": 7}")
        self.home.ctl("daemon", "stop", "--force")
        self.assertEqual(self.usage(old)["costUsd"], cost)
        self.assertIn("prices.json is not used", (self.home.path / "daemon.log").read_text())
        (self.home.path / "prices.json").write_text(json.dumps(PRICES))
        self.home.ctl("daemon", "stop", "--force")
        session = new_session_id()
        self.ask(session, burn=0.5)
        self.home.ctl("session", "stop", session)
        usage = self.usage(session)
        self.assertEqual(usage["priceModel"], "Ours")
        self.assertAlmostEqual(usage["costUsd"]["cpu"], usage["cpuSeconds"] * 3.6 / 3600, 9)
        self.assertEqual(self.usage(old)["costUsd"], cost, "a session keeps the prices it began with")


if __name__ == "__main__":
    main()
