"""The pytest plugin: marks every test, and with --tidemark records the session and judges it."""

import os
import pathlib

import pytest

from tidemark.judging import SETUP, TEARDOWN, VERDICTS, Terms, alerts, lines_of_tests, mark_name, plain_sentences
from tidemark.marks import Marks
from tidemark.memory import Growth, HeldMemory, parse_size
from tidemark.recording import Analysis, Recorder, TidemarkError

MARKER = "tidemark(accept=REASON, max_kept=SIZE): this test's growth is accepted; a run of it may keep so much, such as '2MiB'"


def pytest_addoption(parser):
    group = parser.getgroup("tidemark", "memory that tests keep (Tidemark)")
    group.addoption("--tidemark", action="store_true", help="record the session's processes, and fail where one leaks")
    group.addoption("--tidemark-fail-on", choices=VERDICTS, help="what fails the session, and what is worse; default leak")
    group.addoption("--tidemark-output", metavar="DIR", help="where recording and reports go; default tidemark-report")
    parser.addini("tidemark", "as --tidemark", type="bool", default=False)
    parser.addini("tidemark_fail_on", "as --tidemark-fail-on", default="leak")
    parser.addini("tidemark_output", "as --tidemark-output", default="tidemark-report")


def pytest_configure(config):
    config.addinivalue_line("markers", MARKER)
    is_worker = hasattr(config, "workerinput")
    if setting(config, "tidemark") and not is_worker and not config.option.collectonly:
        config.pluginmanager.register(RecordedSession(config), "tidemark-session")
    config.pluginmanager.register(MarkedTests(), "tidemark-marks")


def setting(config, name):
    """Returns an option, or the ini file's value where the option is not given."""
    return config.getoption(name) or config.getini(name)


def terms_of(item):
    """Returns what the markers of a test say, the closest of each kind. Raises ValueError naming what cannot be used."""
    terms = {}
    for mark in item.iter_markers("tidemark"):
        unknown = set(mark.kwargs) - {"accept", "max_kept"}
        if mark.args or unknown:
            raise ValueError(f"it takes accept= and max_kept=, not {(*mark.args, *unknown)[0]!r}")
        terms = mark.kwargs | terms
    if "accept" in terms and not terms["accept"]:
        raise ValueError("accept= needs a reason")
    if "max_kept" in terms:
        parse_size(terms["max_kept"])
    return terms


class MarkedTests:
    """Marks the three phases of each test, one after the other."""

    def __init__(self):
        self.marks = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self):
        self.marks = Marks(held_kib=HeldMemory())  # a recorder of this session has said where it listens

    def pytest_sessionfinish(self):
        if self.marks:
            self.marks.close()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item):
        yield from self.span(mark_name(item.nodeid) + SETUP.encode())

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item):
        yield from self.span(mark_name(item.nodeid))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item):
        yield from self.span(mark_name(item.nodeid) + TEARDOWN.encode())

    def span(self, name):
        self.marks.begin(name)
        yield
        self.marks.end(name)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item):
        """Puts what markers say on the report of the setup, by which it reaches xdist's controller."""
        outcome = yield
        if outcome.get_result().when == "setup" and item.get_closest_marker("tidemark"):
            try:
                outcome.get_result().tidemark = terms_of(item)
            except ValueError as error:
                outcome.get_result().outcome = "failed"
                outcome.get_result().longrepr = f"@pytest.mark.tidemark: {error}"


class RecordedSession:
    """Records the processes of this session, and judges them when its tests have run."""

    def __init__(self, config):
        self.fail_on = setting(config, "tidemark_fail_on")
        if self.fail_on not in VERDICTS:
            raise pytest.UsageError(f"tidemark_fail_on: '{self.fail_on}' is none of {', '.join(VERDICTS)}")
        self.output = pathlib.Path(config.invocation_params.dir, setting(config, "tidemark_output"))
        self.recording = self.output / "recording.tidemark"
        self.analysis = None
        self.recorder = self.outer_socket = None
        self.terms = Terms()
        self.lines = []
        config.add_cleanup(self.stop)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self):
        try:
            self.analysis = Analysis(self.recording, self.fail_on)
            self.analysis.check()
            self.recorder = Recorder(self.recording, "--pid-tree", str(os.getpid()))
        except TidemarkError as error:
            raise pytest.UsageError(f"tidemark: {error}") from error
        self.outer_socket = os.environ.get("TIDEMARK_SOCKET")
        os.environ["TIDEMARK_SOCKET"] = self.recorder.socket

    def pytest_runtest_logreport(self, report):
        if getattr(report, "tidemark", None):
            self.terms.add(report.nodeid, report.tidemark)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        """Judges before xdist ends its workers, which would be jobs that are done."""
        if self.recorder is None:
            return
        failure = self.stop()
        try:
            fails = self.judge() if not failure else True
        except TidemarkError as error:
            failure, fails = str(error), True
        if failure:
            self.lines = [f"error: {failure}"]
        if fails and self.fail_on != "never" and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def stop(self):
        recorder, self.recorder = self.recorder, None
        if recorder is None:
            return ""
        os.environ.pop("TIDEMARK_SOCKET", None)
        if self.outer_socket is not None:
            os.environ["TIDEMARK_SOCKET"] = self.outer_socket
        return recorder.stop()

    def judge(self):
        report, text = self.analysis.run(self.terms.suppressions())
        too_much, remarks = lines_of_tests(report, self.terms)
        fails = bool(too_much or alerts(report, self.fail_on))
        self.lines = plain_sentences(text) + ["", *too_much, *remarks]
        page = os.path.relpath(self.output / "report.html")
        self.lines.append(f"{'fails' if fails else 'passes'} (--tidemark-fail-on {self.fail_on}); page: {page}")
        return fails

    def pytest_terminal_summary(self, terminalreporter):
        if self.lines:
            terminalreporter.section("memory (tidemark)")
            for line in self.lines:
                terminalreporter.line(line)


class Tidemark:
    """What the fixture gives a test."""

    def __init__(self, marks):
        self._marks = marks

    def growth(self, pid=None):
        """Returns a context manager whose kept_bytes is by how much this process, or another, grew within it."""
        return Growth(pid)

    def note(self, text):
        """Puts a note into the recording, where one is made."""
        self._marks.note(text)


@pytest.fixture(scope="session")
def tidemark(request):
    """Looks at growth within a test: with tidemark.growth() as g: ...; assert g.kept_bytes < 2**20."""
    return Tidemark(request.config.pluginmanager.get_plugin("tidemark-marks").marks)
