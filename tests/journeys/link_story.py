# SPDX-License-Identifier: Apache-2.0
"""The link's known-answer test with the guest image's own kernel, initrd and root: 1,000 connections, each with answers
that are known beforehand, 200 of them after the host was killed in the middle of an upload."""

import os
import pathlib
import subprocess

from journey import IMAGE_HOME, Journey, main


class Link(Journey):
    def test_every_one_of_1000_connections_answers_right(self):
        image = pathlib.Path(IMAGE_HOME, "images", pathlib.Path(IMAGE_HOME, "images", "current").read_text().strip())
        program = pathlib.Path(os.environ["AGENTARIUM_BIN"]).parent / "tests" / "link_known_answer"
        done = subprocess.run(
            [program, "--kernel", image / "kernel", "--initrd", image / "initrd", "--disk", f"root={image / 'root.erofs'}",
             "--count", "1000", "--kills", "200"], capture_output=True, text=True, timeout=540)
        print(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1000 of 1000 connections right", done.stdout)


if __name__ == "__main__":
    main()
