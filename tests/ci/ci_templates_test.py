"""The templates of deploy/ci: well-formed, and their lines do what they are for.

The lines are taken out of the templates and run as each CI system runs them, with its variables exported and the programs of
TIDEMARK_PROGRAMS, directories with colons between them, where the template installs them; only what installs is left out.
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
ACTION = TEMPLATES / "action" / "action.yml"
GITLAB = TEMPLATES / "gitlab-ci.yml"
JENKINS = TEMPLATES / "Jenkinsfile"
LINT = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"
# Long enough to be judged; may grow by 4 MB a second.
SUITE = """#!/usr/bin/env python3
import sys, time
kept = []
for _ in range(130):
    if {leaks}: kept.append(bytearray(400000))
    time.sleep(0.1)
sys.exit({status})
"""
VARIABLES = {"TIDEMARK_REPOSITORY": "https://git.example.org/tidemark.git", "TIDEMARK_BUILD_IMAGE": "debian:12"}


def github_job():
    return yaml.safe_load(GITHUB.read_text())["jobs"]["memory-leaks"]


def action():
    return yaml.safe_load(ACTION.read_text())


def action_runs():
    return [step["run"] for step in action()["runs"]["steps"] if "run" in step]


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
        outcome = subprocess.run(["yamllint", "--strict", "-d", LINT, GITHUB, ACTION, GITLAB], capture_output=True, text=True)
        self.assertEqual(outcome.stdout, "")
        self.assertEqual(outcome.returncode, 0)

    def test_github_calls_the_action_with_inputs_it_has(self):
        step = github_job()["steps"][-1]
        self.assertEqual(step["uses"], "./.tidemark/deploy/ci/action")
        self.assertLessEqual(set(step["with"]), set(action()["inputs"]))
        needed = {name for name, value in action()["inputs"].items() if value["required"]}
        self.assertLessEqual(needed, set(step["with"]))

    def test_the_action_keeps_the_reports_of_a_failed_run(self):
        last = action()["runs"]["steps"][-1]
        self.assertEqual(last["if"], "${{ !cancelled() }}")
        self.assertEqual(last["with"]["path"], "${{ inputs.output }}")

    def test_gitlab_commands_are_text_and_reports_are_kept(self):
        job = gitlab_job()
        for command in job["before_script"] + job["script"]:
            self.assertIsInstance(command, str)
        artifacts = job["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        script = "\n".join(job["script"])
        self.assertEqual(artifacts["reports"]["junit"], "tidemark-report/report.xml")
        self.assertIn("openmetrics=" + artifacts["reports"]["metrics"], script)
        self.assertIn("--prefix \"$PWD/" + job["cache"]["paths"][0], "\n".join(job["before_script"]))

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
        self.assertEqual(len(jenkins_shell_steps()), 2)

    def test_groovy_parses_the_jenkinsfile(self):
        if not shutil.which("groovy"):
            self.skipTest("groovy is missing; the structure is checked without it")
        parse = f"new GroovyShell().parse(new File('{JENKINS}'))"
        outcome = subprocess.run(["groovy", "-e", parse], capture_output=True, text=True)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)

    def test_all_commands_are_shell(self):
        scripts = [step["run"] for step in github_job()["steps"] if "run" in step]
        bash = action_runs()
        scripts += ["\n".join(gitlab_job()["before_script"] + gitlab_job()["script"])] + jenkins_shell_steps()
        for shell, script in [("sh", script) for script in scripts] + [("bash", script) for script in bash]:
            outcome = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True)
            self.assertEqual(outcome.stderr, "", script)


class Commands(unittest.TestCase):
    def setUp(self):
        if "TIDEMARK_PROGRAMS" not in os.environ:
            self.skipTest("TIDEMARK_PROGRAMS names no directories")

    def workspace(self, leaks, test_status):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="tidemark-ci-"))
        self.addCleanup(shutil.rmtree, directory)
        tests = directory / "run-tests"
        tests.write_text(SUITE.format(leaks=leaks, status=test_status))
        tests.chmod(0o755)
        for installed in (directory / ".tidemark" / "bin", directory / "home" / ".cache" / "tidemark" / "bin"):
            installed.mkdir(parents=True)
            shutil.copy(ROOT / "deploy" / "tidemark", installed)
            for place in os.environ["TIDEMARK_PROGRAMS"].split(":"):
                for program in pathlib.Path(place).glob("tidemark-*"):
                    if program.is_file():
                        shutil.copy(program, installed)
        return directory

    def run_in(self, directory, shell, script, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDEMARK_")}
        environment |= VARIABLES | {"HOME": str(directory / "home")} | variables
        return subprocess.run([*shell, script], cwd=directory, env=environment, capture_output=True, text=True)

    def expect(self, directory, outcome, leaks, status):
        self.assertEqual(outcome.returncode, status, outcome.stderr + outcome.stdout)
        self.assertIn("Verdict: ", outcome.stdout)
        reports = directory / "tidemark-report"
        suite = xml.etree.ElementTree.parse(reports / "report.xml").getroot().find("testsuite")
        self.assertEqual(suite.get("failures"), "1" if leaks else "0")
        for name in ("recording.tidemark", "report.html", "report.json"):
            self.assertTrue((reports / name).stat().st_size > 0, name)

    def run_github(self, leaks, test_status, status):
        directory = self.workspace(leaks, test_status)
        step = github_job()["steps"][-1]["with"]
        outcome = self.run_in(directory, ["bash", "-eo", "pipefail", "-c"], action_runs()[-1],
                              CHECK_COMMAND=step["command"], CHECK_OPTIONS="--exclude '^no such$'",
                              CHECK_OUTPUT=action()["inputs"]["output"]["default"],
                              GITHUB_STEP_SUMMARY=str(directory / "summary.md"))
        self.expect(directory, outcome, leaks, status)
        self.assertEqual("::error title=Tidemark" in outcome.stderr, leaks)
        self.assertIn("Tidemark", (directory / "summary.md").read_text())

    def run_gitlab(self, leaks, test_status, status):
        directory = self.workspace(leaks, test_status)
        outcome = self.run_in(directory, ["sh", "-e", "-c"], "\n".join(gitlab_job()["script"]))
        self.expect(directory, outcome, leaks, status)
        self.assertIn("# EOF", (directory / "tidemark-report" / "metrics.txt").read_text())

    def run_jenkins(self, leaks, test_status, status):
        directory = self.workspace(leaks, test_status)
        outcome = self.run_in(directory, ["sh", "-xe", "-c"], jenkins_shell_steps()[-1])
        self.expect(directory, outcome, leaks, status)

    def test_each_fails_where_the_tests_fail_or_something_leaks(self):
        with ThreadPoolExecutor() as pool:
            runs = [pool.submit(run, *suite) for run in (self.run_github, self.run_gitlab, self.run_jenkins)
                    for suite in ((False, 0, 0), (False, 5, 5), (True, 0, 1))]
            for run in runs:
                run.result()


if __name__ == "__main__":
    unittest.main()
