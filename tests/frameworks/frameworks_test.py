"""The example projects, recorded and judged: the tests that leak are named, and no others.

The programs are in TIDEMARK_PROGRAMS, directories with colons between them.
"""

import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import pytest

HERE = pathlib.Path(__file__).resolve().parent
DEPLOY = HERE.parents[1] / "deploy"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tidemark.plugin"]
# How the names of tests begin that keep nothing.
HEALTHY = ("test_search", "test_price", "search", "Units.Price", "Units.Search", "start_orders", "stop")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    if "TIDEMARK_PROGRAMS" not in os.environ:
        pytest.skip("skipped: TIDEMARK_PROGRAMS names no directories")
    programs = tmp_path_factory.mktemp("bin")
    shutil.copy(DEPLOY / "tidemark", programs)
    for place in os.environ["TIDEMARK_PROGRAMS"].split(":"):
        for program in pathlib.Path(place).glob("tidemark-*"):
            if program.is_file():
                shutil.copy(program, programs)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIDEMARK_", "PYTEST_"))}
    return kept | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": f"{DEPLOY / 'pytest'}:{HERE}",
                   "PYTHONDONTWRITEBYTECODE": "1", "CTEST_OUTPUT_ON_FAILURE": "1"}


def failures_of(reports):
    """Returns what the JUnit report says of what failed."""
    junit = xml.etree.ElementTree.parse(reports / "report.xml")
    return " ".join("".join(failure.itertext()) + (failure.get("message") or "") for failure in junit.iter("failure"))


class Outcome:
    """What a run printed, how it ended, and the reports that it left."""

    def __init__(self, words, directory, environment, output="report"):
        done = subprocess.run(words, cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=240)
        self.status, self.text = done.returncode, done.stdout + done.stderr
        self.reports = directory / output
        assert (self.reports / "report.json").exists(), self.text
        self.json = json.loads((self.reports / "report.json").read_text())

    def tests_of(self, command):
        """Returns verdict and tests of the one process that was judged and whose command line has that."""
        (found,) = [process for process in self.json["processes"]
                    if re.search(command, process["command"] or "") and process["verdict"] != "insufficient"]
        return found["verdict"], {test for finding in found["findings"] for test in finding["tests"]}

    def expect_leak_named(self, test):
        """Whoever reads the text, the JUnit file or the page sees the test."""
        assert self.status == 1, self.text
        assert re.search(rf"{re.escape(test)}\b", self.text), self.text
        assert test in failures_of(self.reports)
        page = html.unescape((self.reports / "report.html").read_text())
        assert test in page

    def expect_no_other_named(self, verdicts=("suspect", "leak", "critical")):
        """No finding of any process came with a healthy test."""
        named = {test for judged in self.json["processes"] + self.json["groups"]
                 for finding in judged["findings"] if finding["verdict"] in verdicts for test in finding["tests"]}
        assert not [test for test in named if test.split("::")[-1].startswith(HEALTHY)], named


def check(directory, environment, *words):
    return Outcome(["tidemark", "check", "--output", "report", "--", *words], directory, environment)


def copy_of(project, place):
    shutil.copytree(HERE / project, place / project)
    return place / project


@pytest.mark.parametrize("way", ["check", "plugin"])
def test_of_pytest_the_leaking_tests_are_named(tmp_path, environment, way):
    project = copy_of("pytest", tmp_path)
    if way == "check":
        outcome = check(project, environment, *PYTEST)
    else:
        outcome = Outcome([*PYTEST, "--tidemark", "--tidemark-output", "report"], project, environment)
    outcome.expect_leak_named("test_shop.py::test_order")
    outcome.expect_no_other_named()
    assert outcome.tests_of("port leaks$") == ("leak", {"test_shop.py::test_order"})
    verdict, tests = outcome.tests_of("-m pytest")
    assert verdict in ("suspect", "leak")
    assert tests == {"test_shop.py::test_thumbnail"}


def test_of_accepted_the_others_fail_and_no_report_names_them(tmp_path, environment):
    """Of two tests that keep memory one is accepted: the other is told of, and no report says that the first failed."""
    project = copy_of("pytest", tmp_path)
    source = project / "test_shop.py"
    accepting = source.read_text().replace("def test_order(", '@pytest.mark.tidemark(accept="orders are kept, ticket 4711")\ndef test_order(')
    source.write_text(accepting)
    outcome = Outcome([*PYTEST, "--tidemark", "--tidemark-output", "report"], project, environment)
    assert "accepted: test_shop.py::test_order" in outcome.text
    (server,) = [process for process in outcome.json["processes"] if (process["command"] or "").endswith("port leaks")]
    assert (server["verdict"], server["suppressed"]["reason"]) == ("clean", "orders are kept, ticket 4711")
    assert "test_order" not in failures_of(outcome.reports)
    source.write_text(accepting.replace("def test_thumbnail(", '@pytest.mark.tidemark(accept="thumbnails, too")\ndef test_thumbnail('))
    outcome = Outcome([*PYTEST, "--tidemark", "--tidemark-output", "report"], project, environment)
    assert outcome.status == 0, outcome.text
    assert failures_of(outcome.reports) == ""


def test_of_times_the_leaking_tests_are_named(tmp_path, environment):
    """Nothing is marked: a JUnit report tells when each test ran."""
    project = copy_of("pytest", tmp_path)
    unmarked = [*PYTEST[:-2], "--junitxml=times.xml"]
    outcome = Outcome(["tidemark", "check", "--output", "report", "--junit-times", "times.xml", "--", *unmarked], project, environment)
    outcome.expect_leak_named("test_shop.py::test_order")
    # Of pytest itself, whose tests of thumbnails and prices take some ms, the times tell too little.
    outcome.expect_no_other_named(("leak", "critical"))
    assert outcome.tests_of("port leaks$") == ("leak", {"test_shop.py::test_order"})


def test_of_xdist_the_leaking_tests_are_named(tmp_path, environment):
    pytest.importorskip("xdist")
    project = copy_of("pytest", tmp_path)
    outcome = Outcome([*PYTEST, "-n2", "--dist=each", "--tidemark", "--tidemark-output", "report"], project, environment)
    outcome.expect_leak_named("test_shop.py::test_order")
    # What xdist's controller holds may be suspect, while tests of all kinds run below it.
    outcome.expect_no_other_named(("leak", "critical"))


def test_of_ctest_the_leaking_tests_are_named(tmp_path, environment):
    project = copy_of("ctest", tmp_path)
    shutil.copy(HERE / "shop.py", tmp_path)
    build = tmp_path / "build"
    configure = ["cmake", "-G", "Ninja", "-S", project, "-B", build, f"-DTidemark_DIR={DEPLOY / 'cmake'}"]
    for step in (configure, ["cmake", "--build", build]):
        subprocess.run(step, env=environment, check=True, capture_output=True)
    outcome = check(build, environment, "ctest")
    outcome.expect_leak_named("order")
    outcome.expect_no_other_named()
    assert outcome.tests_of("serve orders leaks$") == ("leak", {"order"})
    assert outcome.tests_of("leak 12$") == ("suspect", {"thumbnails"})

    outcome = check(build, environment, "./units", "--gtest_repeat=15")
    outcome.expect_leak_named("Units.Thumbnail")
    outcome.expect_no_other_named()


def test_of_shell_the_leaking_tests_are_named(tmp_path, environment):
    project = copy_of("shell", tmp_path)
    shutil.copy(HERE / "shop.py", tmp_path)
    outcome = check(project, environment, "./run_tests.sh")
    outcome.expect_leak_named("order")
    outcome.expect_no_other_named()
    assert outcome.tests_of("leak 12$") == ("suspect", {"thumbnails"})
