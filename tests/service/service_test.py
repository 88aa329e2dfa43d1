"""The service as it really runs: planned copies, what may be asked of it and by whom, and how it ends."""

import os
import shutil
import subprocess
import time
import unittest

from stage import DIGUE, PLANS, ServiceStage, environment, plain

READER = "digue-essai"


class Service(ServiceStage):
    def test_a_copy_is_asked_for_through_the_socket_and_written_down(self):
        self.start()
        done = self.now("cabinet")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(plain(done.stdout), "« cabinet » est sauvegardé sur « coffre ».\n")
        self.assertEqual(self.job(1)["outcome"], "done")
        plan = self.ask("GET", "/v1/plans")[1]["plans"][0]
        self.assertEqual((plan["name"], plan["folders"]), ("cabinet", [str(self.practice)]))
        self.assertIn("1  cabinet vers coffre : fait", plain(self.run_digue("jobs", "--socket", self.socket)))
        code, said = self.end()
        self.assertEqual(code, 0, said)
        entry = self.entries("backup_saved")[0]["body"]
        self.assertEqual((entry["plan"], entry["place"], entry["complete"]), ("plan-1", "place-1", True))
        self.assertNotIn(str(self.practice), self.run_digue("journal", "export"))
        self.assert_whole()

    def test_without_a_service_the_program_does_it_itself(self):
        done = self.now()
        self.assertEqual((done.returncode, plain(done.stdout)), (0, "« cabinet » est sauvegardé sur « coffre ».\n"), done.stderr)
        self.assertEqual(len(self.entries("backup_saved")), 1)

    def test_a_folder_that_vanished_fails_by_name_and_the_next_run_heals(self):
        self.start()
        self.practice.rename(self.top / "ailleurs")
        done = self.now()
        self.assertEqual(done.returncode, 10)
        self.assertIn("n'est pas là", done.stdout)
        self.assertEqual(self.entries("run_failed")[0]["body"]["code"], "not_found")
        (self.top / "ailleurs").rename(self.practice)
        self.assertEqual(self.now().returncode, 0)

    def test_a_running_copy_is_cancelled_and_the_next_one_is_whole(self):
        self.many_files()
        self.start()
        number = self.start_job()
        self.until_it_writes(number)
        self.assertEqual(self.ask("DELETE", f"/v1/jobs/{number}")[0], 202)
        self.until(lambda: self.job(number)["state"] == "ended")
        self.assertEqual(self.job(number)["outcome"], "cancelled")
        self.assertEqual(self.entries("backup_saved"), [])
        self.assertEqual(self.now().returncode, 0)
        self.assert_whole()

    def test_a_polite_end_in_the_middle_of_a_copy_leaves_everything_whole(self):
        self.many_files()
        self.start()
        self.until_it_writes(self.start_job())
        code, said = self.end()
        self.assertEqual(code, 0, said)
        self.assertIn("Le service est arrêté.", said)
        self.assertEqual(self.entries("run_failed"), [])
        self.assert_whole()
        self.start()
        self.assertEqual(self.now().returncode, 0)

    def test_a_service_that_is_killed_in_the_middle_of_a_copy_starts_again_and_heals(self):
        self.many_files()
        self.start()
        self.until_it_writes(self.start_job())
        self.kill()
        self.start()
        self.assertEqual(self.now().returncode, 0)
        code, said = self.end()
        self.assertEqual(code, 0, said)
        self.assert_whole()

    def test_a_second_service_on_the_same_socket_is_refused(self):
        self.start()
        done = self.digue("serve", "--socket", self.socket)
        self.assertEqual((done.returncode, done.stderr), (11, "Le service tourne déjà.\n"))

    def test_what_was_due_runs_by_itself(self):
        minute = time.gmtime(time.time() + 60)
        text = PLANS.format(place=self.place, practice=self.practice, at=f"{minute.tm_hour:02}:{minute.tm_min:02}")
        (self.state / "plans.toml").write_text(text)
        self.start()
        end = time.monotonic() + 100
        while not self.entries("backup_saved"):
            self.assertLess(time.monotonic(), end, "the planned copy never came")
            time.sleep(1)
        self.assertEqual(len(self.ask("GET", "/v1/jobs")[1]["jobs"]), 1)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("useradd"), "only root can make a second account")
    def test_another_account_reads_without_a_path_and_starts_nothing(self):
        subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", READER], check=True, capture_output=True)
        self.addCleanup(subprocess.run, ["userdel", READER], check=True, capture_output=True)
        shutil.copy(DIGUE, self.top / "digue")
        (self.top / "digue").chmod(0o755)
        self.start()

        def as_reader(*words):
            return subprocess.run([self.top / "digue", *words, "--socket", self.socket], user=READER, group=READER,
                                  extra_groups=[], env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, timeout=120, check=False, cwd="/")

        refused = as_reader("backup", "now")
        self.assertEqual(refused.returncode, 5, refused.stdout + refused.stderr)
        self.assertIn("Votre compte n'a pas le droit", refused.stderr)
        self.assertEqual(self.ask("GET", "/v1/jobs")[1]["jobs"], [])
        self.assertEqual(self.now().returncode, 0)
        seen = as_reader("jobs", "--json")
        self.assertEqual(seen.returncode, 0, seen.stderr)
        self.assertNotIn(str(self.top), seen.stdout)

        made_group = subprocess.run(["getent", "group", "digue"], capture_output=True, check=False).returncode != 0
        if made_group:
            subprocess.run(["groupadd", "digue"], check=True)
            self.addCleanup(subprocess.run, ["groupdel", "digue"], check=True)
        subprocess.run(["gpasswd", "--add", READER, "digue"], check=True, capture_output=True)
        self.addCleanup(subprocess.run, ["gpasswd", "--delete", READER, "digue"], check=True, capture_output=True)
        # What the system said of an account is believed for half a minute.
        end = time.monotonic() + 100
        while (allowed := as_reader("backup", "now")).returncode == 5 and time.monotonic() < end:
            time.sleep(2)
        self.assertEqual(allowed.returncode, 0, allowed.stdout + allowed.stderr)


if __name__ == "__main__":
    unittest.main()
