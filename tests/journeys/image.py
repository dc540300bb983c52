# SPDX-License-Identifier: Apache-2.0
"""The guest image is built once for all journeys; a second build of the same inputs is a look-up."""

import os
import time

from journey import IMAGE_HOME, Home, Journey, main


class Image(Journey):
    @classmethod
    def setUpClass(cls):
        cls.home = Home(with_image=False, at=IMAGE_HOME)
        cls.addClassCleanup(cls.home.close)

    def test_1_it_is_built_or_already_there(self):
        result = self.home.ctl("image", "build", "--json", timeout=1200)
        self.assertKeys(result.json, "digest path bytes packages kernel")

    def test_2_status_tells_the_same(self):
        built = self.home.ctl("image", "build", "--json").json
        status = self.home.ctl("image", "status", "--json").json
        self.assertEqual(status["digest"], built["digest"])
        self.assertRegex(status["digest"], "^[0-9a-f]{64}$")
        self.assertGreater(status["bytes"], 20_000_000)
        names = {package["name"] for package in status["packages"]}
        self.assertLessEqual({"python3-starlette", "python3-uvicorn", "python3.13-minimal"}, names)
        self.assertTrue(all(package["version"] for package in status["packages"]))
        self.assertIn("arm64", status["kernel"])

    def test_3_a_second_build_takes_what_is_there(self):
        began = time.monotonic()
        self.home.ctl("image", "build", "--json")
        self.assertLess(time.monotonic() - began, 60)

    def test_4_doctor_knows_the_image(self):
        result = self.home.ctl("doctor", "--json", check=None)
        self.assertIn(result.code, (0, 1), str(result))
        self.assertKeys(result.json, "ok accelerator isolates checks")
        self.assertIn(result.json["accelerator"], ("kvm", "hvf", "tcg"))
        self.assertEqual(result.json["isolates"], result.json["accelerator"] != "tcg")
        for check in result.json["checks"]:
            self.assertKeys(check, "id state reason fix")
            self.assertIn(check["state"], ("ok", "warn", "fail", "skipped"))

    def test_5_without_an_image_status_says_how_to_get_one(self):
        bare = Home(with_image=False)
        try:
            error = self.assertError(bare.ctl("image", "status", "--json", check=None), "NotFound", 3)
            self.assertIn("image build", error["fix"])
        finally:
            bare.close()

    def test_6_an_export_is_imported_elsewhere(self):
        status = self.home.ctl("image", "status", "--json").json
        bare = Home(with_image=False)
        try:
            file = os.path.join(bare.path, "image.tar.zst")
            result = self.home.ctl("image", "export", file, "--json")
            self.assertEqual((result.json["file"], result.json["bytes"]), (file, os.path.getsize(file)))
            imported = bare.ctl("image", "import", file, "--json").json
            self.assertEqual(imported["digest"], status["digest"])
            self.assertEqual(bare.ctl("image", "status", "--json").json["digest"], status["digest"])
            with open(file, "r+b") as damaged:
                damaged.truncate(result.json["bytes"] // 2)
            self.assertIn(bare.ctl("image", "import", file, "--json", check=None).code, (1, 2))
            self.assertEqual(bare.ctl("image", "status", "--json").json["digest"], status["digest"])
        finally:
            bare.close()


if __name__ == "__main__":
    main()
