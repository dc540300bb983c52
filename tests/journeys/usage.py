# SPDX-License-Identifier: Apache-2.0
"""What an agent uses is what the meter says: CPU against the agent's own account, waiting, memory, money."""

import json
import re
import time

from journey import AGENTS, Journey, main, new_session_id

KEYS = (
    "activeSeconds idleSeconds cpuSeconds ioWaitSeconds memoryGbSeconds peakMemoryBytes hostCpuSeconds costUsd "
    "priceModel byPhase"
)


class Usage(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(AGENTS / "burner", "--name", "burner", "--start", "cold")

    def ask(self, **payload):
        return json.loads(self.home.invoke("burner", payload, "--session", self.session)["body"])

    def usage(self, *args):
        return self.home.ctl("usage", self.session, *args, "--json").json

    def test_1_the_start_is_billed_and_shown_apart(self):
        self.ask()
        usage = self.usage()
        self.assertKeys(usage, KEYS)
        self.assertKeys(usage["costUsd"], "cpu memory total")
        self.assertEqual(set(usage["byPhase"]), {"boot", "init", "active", "idle"})
        phases = usage["byPhase"]
        self.assertGreater(phases["boot"]["cpuSeconds"], 0.1)
        self.assertGreater(phases["init"]["cpuSeconds"], 0.1)
        self.assertAlmostEqual(sum(phase["cpuSeconds"] for phase in phases.values()), usage["cpuSeconds"], 6)
        self.assertGreater(usage["hostCpuSeconds"], 1)
        self.assertGreater(usage["hostMemoryBytes"], 10_000_000)
        print("\n  " + ", ".join(f"{name} {phase['seconds']:.1f} s with {phase['cpuSeconds']:.2f} s of CPU"
                                 for name, phase in phases.items()))

    def test_2_cpu_is_metered_within_two_percent(self):
        before = self.ask()
        begun = self.usage()
        after = self.ask(burn=6)
        done = self.usage()
        # Between the two: the burning and its request, as the process itself counted them.
        agent = after["total"] - before["total"]
        metered = done["cpuSeconds"] - begun["cpuSeconds"]
        error = metered / agent - 1
        print(f"\n  agent {agent:.3f} s, metered {metered:.3f} s: {error * 100:+.2f} %")
        self.assertLess(abs(error), 0.02)
        phases = done["byPhase"]
        whole = phases["init"]["cpuSeconds"] + phases["active"]["cpuSeconds"] + phases["idle"]["cpuSeconds"]
        error = whole / after["total"] - 1
        print(f"  since its start: agent {after['total']:.3f} s, metered {whole:.3f} s: {error * 100:+.2f} %")
        self.assertLess(abs(error), 0.02)
        self.assertGreater(phases["active"]["cpuSeconds"] - begun["byPhase"]["active"]["cpuSeconds"], agent * 0.95)

    def test_3_waiting_is_no_cpu_and_is_counted(self):
        before = self.usage()
        self.ask(wait=5)
        after = self.usage()
        wait = after["ioWaitSeconds"] - before["ioWaitSeconds"]
        cpu = after["cpuSeconds"] - before["cpuSeconds"]
        print(f"\n  waited 5 s: {wait:.2f} s of I/O wait, {cpu:.2f} s of CPU")
        self.assertTrue(4.5 < wait < 6.5 and cpu < 0.6, (wait, cpu))
        self.assertAlmostEqual(sum(one["seconds"] for one in after["ioWaitFor"]), after["ioWaitSeconds"], 6)

    def test_4_memory_has_its_peak(self):
        before = self.usage()["peakMemoryBytes"]
        self.ask(bytes=200_000_000, burn=0.05)
        after = self.usage()
        self.assertGreater(after["peakMemoryBytes"], before + 190_000_000)
        newest = self.home.events(self.session, "meter.sample")[-1]["body"]
        self.assertLess(newest["memoryBytes"], after["peakMemoryBytes"] - 150_000_000)
        # V1 goes on billing the peak, V2 does not.
        self.assertEqual(after["priceModel"], "V1")
        self.assertIn("V2", [other["name"] for other in after["otherModels"]])

    def test_5_seconds_add_up(self):
        usage = self.usage("--seconds")
        self.assertEqual([second["t"] for second in usage["seconds"]], list(range(len(usage["seconds"]))))
        self.assertKeys(usage["seconds"][0], "t cpu ioWait memoryBytes peakBytes")
        for key, total in (("cpu", "cpuSeconds"), ("ioWait", "ioWaitSeconds")):
            self.assertAlmostEqual(sum(second[key] for second in usage["seconds"]), usage[total], 5)
        self.assertEqual(max(second["peakBytes"] for second in usage["seconds"]), usage["peakMemoryBytes"])
        cpu = usage["cpuSeconds"] * 0.0895 / 3600
        self.assertAlmostEqual(usage["costUsd"]["cpu"], cpu, 9)
        self.assertAlmostEqual(usage["costUsd"]["memory"], usage["memoryGbSeconds"] * 0.00945 / 3600, 9)

    def test_6_commands_are_billed_and_shown_apart(self):
        before = self.usage()
        burn = "python3 -c 'import time\nblock = b\"x\" * 50_000_000\nwhile time.process_time() < %d: sum(range(2000))'; times\n"
        # What the shell and its children have used, by their own account.
        times = re.compile(r"(\d+)m([\d.]+)s")
        told = self.home.ctl("exec", self.session, "--", "sh", "-c", burn % 4).out
        told += self.home.ctl("shell", self.session, "--json", input=f"{burn % 2}exit\n".encode()).json["stdout"]
        found = times.findall(told)
        self.assertEqual(len(found), 8, told)
        command = sum(int(minutes) * 60 + float(seconds) for minutes, seconds in found)
        after = self.usage()
        metered = after["commands"]["cpuSeconds"] - before["commands"]["cpuSeconds"]
        print(f"\n  commands {command:.3f} s, metered {metered:.3f} s: {(metered / command - 1) * 100:+.2f} %")
        # Two shells end after they have told; their account is in ticks of 10 ms.
        self.assertLess(abs(metered - command), 0.02 * command + 0.1)
        billed = after["cpuSeconds"] - before["cpuSeconds"]
        self.assertGreaterEqual(billed, metered)
        self.assertLess(billed, metered + 1)
        self.assertGreater(after["commands"]["costUsd"]["total"], metered * 0.0895 / 3600)
        self.assertGreater(after["commands"]["memoryGbSeconds"], 0.1)
        # A command that works does not wait.
        self.assertLess(after["ioWaitSeconds"] - before["ioWaitSeconds"], 2)
        self.assertIn("of commands and shells", self.home.ctl("usage", self.session).out)

    def test_7_an_idle_session_writes_little(self):
        time.sleep(3)
        before = len(self.home.events(self.session, "meter."))
        time.sleep(10)
        written = len(self.home.events(self.session, "meter.")) - before
        print(f"\n  {written} samples in 10 idle seconds")
        self.assertLessEqual(written, 4)
        row = self.home.session(self.session)
        self.assertKeys(row, "cpuNow memoryNowBytes costUsd")
        self.assertLess(row["cpuNow"], 0.3)
        self.assertGreater(row["memoryNowBytes"], 10_000_000)
        self.assertGreater(row["costUsd"], 0)

    def test_8_the_recording_says_the_same(self):
        before = self.usage()
        self.home.ctl("session", "stop", self.session)
        usage = self.usage()
        self.assertTrue(usage["ended"])
        self.assertGreaterEqual(usage["cpuSeconds"], before["cpuSeconds"])
        self.assertLess(usage["cpuSeconds"], before["cpuSeconds"] + 1)
        row = self.home.session(self.session)
        self.assertAlmostEqual(row["costUsd"], usage["costUsd"]["total"], 9)
        self.assertEqual((row["cpuNow"], row["memoryNowBytes"]), (0, 0))
        shown = self.home.ctl("usage", self.session).out
        self.assertIn("not billed", shown)
        self.assertGreater(usage["systemCpuSeconds"], 0)
        print("\n" + shown)

    def test_9_a_session_with_a_budget_is_stopped_there(self):
        session = new_session_id()
        refused = self.home.ctl("invoke", "burner", "{}", "--budget", "0", check=None)
        self.assertEqual(refused.code, 2)
        self.home.invoke("burner", {}, "--session", session)
        # About 10 s of CPU beyond the start, which a busy host makes dear.
        begun = self.home.ctl("usage", session, "--json").json["costUsd"]["total"]
        budget = round(begun + 0.00025, 6)
        self.home.ctl("invoke", "burner", json.dumps({"burn": 60}), "--session", session, "--budget", f"{budget:.6f}",
                      "--json", check=4)
        row = self.home.wait_for(session, lambda row: row["state"] == "Terminated")
        self.assertEqual(row["cause"], "budget")
        self.assertIn(f"${budget:.6f}", row["reason"])
        self.assertTrue(budget <= row["costUsd"] < budget + 0.0001, row["costUsd"])
        print(f"\n  {row['reason']}")

    def test_A_a_day_with_a_budget_begins_no_session_beyond_it(self):
        spent = self.home.ctl("budget", "--json").json["day"]["spentUsd"]
        self.assertGreater(spent, 0.0002)
        self.home.ctl("budget", "--day", f"{spent / 2:.9f}")
        error = self.assertError(self.home.ctl("invoke", "burner", "{}", "--json", check=None), "Refused", 5)
        self.assertIn("day's budget", error["message"])
        self.home.ctl("daemon", "stop")
        self.assertAlmostEqual(self.home.ctl("budget", "--json").json["day"]["spentUsd"], spent, 9)
        self.home.ctl("budget", "--no-day")


if __name__ == "__main__":
    main()
