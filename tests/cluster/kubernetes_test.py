"""The Kubernetes manifest: what Kubernetes takes (by its schema, where that is installed), and what its containers do, by a shell.

TIDEMARK_PROGRAMS has the directories of the two programs, with colons between them.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import yaml

HERE = pathlib.Path(__file__).resolve().parent
MANIFEST = HERE.parents[1] / "deploy" / "cluster" / "kubernetes.yaml"
LINT = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"


def documents():
    return list(yaml.safe_load_all(MANIFEST.read_text()))


def faults(manifest):
    outcome = subprocess.run(["node", HERE / "manifest_test.mjs"], input=json.dumps(manifest), capture_output=True, text=True, check=True)
    return outcome.stdout.splitlines()


class Manifest(unittest.TestCase):
    def setUp(self):
        self.settings, self.shards, self.merge = documents()

    def test_yaml_is_clean(self):
        if not shutil.which("yamllint"):
            self.skipTest("yamllint is missing")
        outcome = subprocess.run(["yamllint", "--strict", "-d", LINT, MANIFEST], capture_output=True, text=True)
        self.assertEqual((outcome.returncode, outcome.stdout), (0, ""))

    def test_the_schema_of_the_api_has_it(self):
        if not (HERE / "node_modules" / "kubernetes-models").is_dir() or not shutil.which("node"):
            self.skipTest("the schema is not installed (npm ci in tests/cluster)")
        self.assertEqual(faults(documents()), [])
        for place, wrong in (("completionMode", "Index"), ("completions", "16"), ("backoffLimitPerShard", 2)):
            manifest = documents()
            manifest[1]["spec"][place] = wrong
            self.assertEqual([fault.split(":")[0] for fault in faults(manifest)], [f"1/spec/{place}"])

    def test_what_is_said_twice_is_the_same(self):
        self.assertEqual(int(self.settings["data"]["SHARDS"]), self.shards["spec"]["completions"])
        self.assertGreater(int(self.settings["data"]["WAIT_SECONDS"]), self.shards["spec"]["activeDeadlineSeconds"])
        images = {job["spec"]["template"]["spec"]["containers"][0]["image"] for job in (self.shards, self.merge)}
        self.assertEqual(len(images), 1)
        for job in (self.shards, self.merge):
            pod = job["spec"]["template"]["spec"]
            self.assertEqual({mount["name"] for mount in pod["containers"][0]["volumeMounts"]}, {volume["name"] for volume in pod["volumes"]})
            self.assertEqual({reference["configMapRef"]["name"] for reference in pod["containers"][0]["envFrom"]},
                             {self.settings["metadata"]["name"]})


class Containers(unittest.TestCase):
    """What the containers run, with directories of the test's own in the place of the volumes."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        self.archive, self.results = self.root / "archive", self.root / "results"
        self.results.mkdir()
        settings, self.shards, self.merge = documents()
        # No variable of this shell but what a container has.
        self.environment = {**settings["data"], "ARCHIVE": f"{self.archive}/*", "SHARDS": "3", "WAIT_SECONDS": "0",
                            "PATH": os.environ["TIDEMARK_PROGRAMS"] + ":" + os.environ["PATH"]}

    def record(self):
        """Three hosts that record the same: a program that leaks."""
        (self.root / "ps.csv").write_text("Process ID,Process Name,Time,Memory Usage\n" + "".join(
            f"42,leaky,2026-11-21 10:{second // 60:02}:{second % 60:02},{100_000_000 + second * 1_000_000}\n" for second in range(160)))
        self.run_analyzer("import", "--quiet", "--memory-total", "64GiB", self.root / "ps.csv", "--output", self.root / "host.tidemark")
        subprocess.run([HERE.parent / "support" / "copy_hosts.py", "--hosts", "3", self.archive, self.root / "host.tidemark"], check=True)

    def run_analyzer(self, *arguments):
        subprocess.run(["tidemark-analyzer", *arguments], env=self.environment, check=True)

    def run_container(self, job, **more):
        container = job["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["command"][:2], ["/bin/sh", "-eu"])
        lines = container["args"][0].replace("/archive", str(self.archive)).replace("/results", str(self.results))
        return subprocess.run([*container["command"], lines], env={**self.environment, **more}, capture_output=True, text=True)

    def report(self, name):
        return self.results / self.environment["RUN"] / name

    def test_the_shards_and_their_merge_tell_what_one_machine_does(self):
        self.record()
        for index in range(3):
            outcome = self.run_container(self.shards, JOB_COMPLETION_INDEX=str(index))
            self.assertEqual(outcome.returncode, 0, outcome.stderr)
        again = self.run_container(self.shards, JOB_COMPLETION_INDEX="1")
        self.assertIn("has its report already", again.stdout)
        self.report("shard-2-of-3.json").write_text("{")
        self.assertNotIn("already", self.run_container(self.shards, JOB_COMPLETION_INDEX="1").stdout)
        outcome = self.run_container(self.merge)
        self.assertEqual(outcome.returncode, 1, outcome.stderr)
        self.assertIn("Verdict: leak", outcome.stdout)
        self.run_analyzer("analyze", "--quiet", "--fail-on", "never", "--report", f"json={self.root}/whole.json", f"{self.archive}/*")
        self.assertEqual((self.root / "whole.json").read_text(), self.report("report.json").read_text())

    def test_a_merge_that_has_waited_tells_what_is_missing(self):
        self.record()
        for index in (0, 2):
            self.run_container(self.shards, JOB_COMPLETION_INDEX=str(index))
        self.assertRegex(self.run_container(self.merge).stdout, r"missing[^\n]* 2\b")


if __name__ == "__main__":
    unittest.main()
