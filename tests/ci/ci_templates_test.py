"""The templates of deploy/ci: well-formed, as the README shows them, and their commands do what they are for.

The commands are taken out of the templates and run as each CI system runs them, with the programs that
TIDEMARK_PROGRAMS, directories with colons between them, holds; only what installs is left out.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
from concurrent.futures import ThreadPoolExecutor

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "deploy" / "ci"
GITHUB = TEMPLATES / "github-actions.yml"
GITLAB = TEMPLATES / "gitlab-ci.yml"
JENKINS = TEMPLATES / "Jenkinsfile"
LINT = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"
# Grows by 4 MB a second, long enough to be judged.
LEAKING_TESTS = """#!/usr/bin/env python3
import sys, time
kept = []
for _ in range(130):
    kept.append(bytearray(400000))
    time.sleep(0.1)
sys.exit({status})
"""


def github_job():
    return yaml.safe_load(GITHUB.read_text())["jobs"]["memory-leaks"]


def gitlab_job():
    return yaml.safe_load(GITLAB.read_text())["memory-leaks"]


def jenkins_tokens(text):
    """Returns strings, braces, brackets and words of a Jenkinsfile, comments left out."""
    pattern = r"'''.*?'''|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|//[^\n]*|[{}()\[\]]|[A-Za-z_][A-Za-z_0-9]*|\S"
    return [token for token in re.findall(pattern, text, re.DOTALL) if not token.startswith("//")]


def jenkins_shell_steps():
    tokens = jenkins_tokens(JENKINS.read_text())
    return [following.strip("'") for token, following in zip(tokens, tokens[1:]) if token == "sh"]


class Templates(unittest.TestCase):
    def test_yaml_is_clean(self):
        if not shutil.which("yamllint"):
            self.skipTest("yamllint is missing")
        outcome = subprocess.run(["yamllint", "--strict", "-d", LINT, GITHUB, GITLAB], capture_output=True, text=True)
        self.assertEqual(outcome.stdout, "")
        self.assertEqual(outcome.returncode, 0)

    def test_github_keeps_the_reports_of_a_failed_run(self):
        steps = github_job()["steps"]
        recorded = next(i for i, step in enumerate(steps) if "tidemark-recorder" in step.get("run", ""))
        self.assertGreaterEqual(len(steps), recorded + 3)
        for step in steps[recorded + 1:]:
            self.assertEqual(step["if"], "${{ !cancelled() }}")
        kept = steps[-1]["with"]["path"].split()
        self.assertEqual(kept, ["tests.tidemark", "leaks.xml", "leaks.md"])

    def test_gitlab_commands_are_text_and_reports_are_kept(self):
        job = gitlab_job()
        for command in job["before_script"] + job["script"]:
            self.assertIsInstance(command, str)
        artifacts = job["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        script = "\n".join(job["script"])
        self.assertIn("junit=" + artifacts["reports"]["junit"], script)
        self.assertIn("openmetrics=" + artifacts["reports"]["metrics"], script)

    def test_the_jenkinsfile_is_a_declarative_pipeline(self):
        tokens = jenkins_tokens(JENKINS.read_text())
        closing = {"}": "{", ")": "(", "]": "["}
        path, blocks = [], set()
        for i, token in enumerate(tokens):
            if token in closing.values():
                path.append((token, tokens[i - 1]))
                blocks.add("/".join(name for bracket, name in path if bracket == "{"))
            elif token in closing:
                self.assertTrue(path and path.pop()[0] == closing[token], f"unbalanced {token}")
        self.assertEqual(path, [])
        self.assertEqual(tokens[0], "pipeline")
        for block in ("pipeline/agent", "pipeline/environment", "pipeline/stages/)/steps", "pipeline/post/always"):
            self.assertIn(block, blocks)
        self.assertEqual(len(jenkins_shell_steps()), 3)

    def test_groovy_parses_the_jenkinsfile(self):
        if not shutil.which("groovy"):
            self.skipTest("groovy is missing; the structure is checked without it")
        parse = f"new GroovyShell().parse(new File('{JENKINS}'))"
        outcome = subprocess.run(["groovy", "-e", parse], capture_output=True, text=True)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)

    def test_all_commands_are_shell(self):
        scripts = [step["run"] for step in github_job()["steps"] if "run" in step]
        scripts += ["\n".join(gitlab_job()["before_script"] + gitlab_job()["script"])] + jenkins_shell_steps()
        for script in scripts:
            outcome = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True)
            self.assertEqual(outcome.stderr, "", script)

    def test_the_readme_shows_them(self):
        readme = (ROOT / "README.md").read_text()
        for template in (GITHUB, GITLAB, JENKINS):
            content = template.read_text().split("\n", 1)[1]  # without the comment on what to change
            self.assertIn(content, readme, template.name)


class Commands(unittest.TestCase):
    def setUp(self):
        if "TIDEMARK_PROGRAMS" not in os.environ:
            self.skipTest("TIDEMARK_PROGRAMS names no directories")

    def workspace(self, test_status):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="tidemark-ci-"))
        self.addCleanup(shutil.rmtree, directory)
        tests = directory / "run-tests"
        tests.write_text(LEAKING_TESTS.format(status=test_status))
        tests.chmod(0o755)
        return directory

    def run_in(self, directory, shell, script):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDEMARK_")}
        environment["PATH"] = os.environ["TIDEMARK_PROGRAMS"] + ":" + environment["PATH"]
        environment["GITHUB_STEP_SUMMARY"] = str(directory / "summary.md")
        return subprocess.run([*shell, script], cwd=directory, env=environment, capture_output=True, text=True)

    def expect_leak(self, directory):
        suite = xml.etree.ElementTree.parse(directory / "leaks.xml").getroot().find("testsuite")
        self.assertEqual(suite.get("failures"), "1")
        self.assertIn("leak", (directory / "leaks.md").read_text())

    def run_github(self):
        directory = self.workspace(test_status=0)
        runs = [step["run"] for step in github_job()["steps"] if "tidemark-" in step.get("run", "")]
        recorded, analysed = [self.run_in(directory, ["bash", "-e", "-c"], run) for run in runs]
        self.assertEqual(recorded.returncode, 0, recorded.stderr)
        self.assertEqual(analysed.returncode, 1, analysed.stderr)
        self.assertIn("::error title=Tidemark", analysed.stderr)
        self.assertIn("Tidemark", (directory / "summary.md").read_text())
        self.expect_leak(directory)

    def run_gitlab(self, test_status, status):
        directory = self.workspace(test_status)
        outcome = self.run_in(directory, ["sh", "-e", "-c"], "\n".join(gitlab_job()["script"]))
        self.assertEqual(outcome.returncode, status, outcome.stderr)
        self.assertIn("# EOF", (directory / "metrics.txt").read_text())
        self.expect_leak(directory)

    def run_jenkins(self):
        directory = self.workspace(test_status=3)
        steps = [step for step in jenkins_shell_steps() if step.startswith("tidemark-")]
        recorded, analysed = [self.run_in(directory, ["sh", "-xe", "-c"], step) for step in steps]
        self.assertEqual(recorded.returncode, 3, recorded.stderr)
        self.assertEqual(analysed.returncode, 1, analysed.stderr)
        self.expect_leak(directory)

    def test_each_records_the_tests_and_reports_their_leak(self):
        with ThreadPoolExecutor() as pool:
            runs = [pool.submit(self.run_github), pool.submit(self.run_gitlab, 0, 1),
                    pool.submit(self.run_gitlab, 5, 5), pool.submit(self.run_jenkins)]
            for run in runs:
                run.result()


if __name__ == "__main__":
    unittest.main()
