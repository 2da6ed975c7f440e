"""--tidemark with programs that only behave like the recorder and the analyzer."""

import os
import signal
import subprocess
import sys
import time

import pytest
from stand_ins import is_running, leaking, recorders_of


def test_a_session_is_recorded_and_judged(run_tests, programs, pytester, tmp_path):
    place = programs()
    (pytester.path / "tidemark-report").mkdir()
    (pytester.path / "tidemark-report" / "recording.tidemark").write_text("of the time before")
    outcome = run_tests("import os\ndef test_a(): assert os.path.exists(os.environ['TIDEMARK_SOCKET'])", "--tidemark")
    outcome.assert_outcomes(passed=1)
    assert outcome.ret == 0
    outcome.stdout.fnmatch_lines(["*memory (tidemark)*", "Verdict: clean", "passes (*; page: tidemark-report/report.html"])
    assert (pytester.path / "tidemark-report" / "recording.tidemark.1").read_text() == "of the time before"
    command = (place / "recorder-command").read_text()
    assert "run --output" in command
    assert "--pid-tree" in command
    assert not is_running(place)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_leaks_fails_a_session_that_passed(run_tests, programs):
    programs(leaking("test_it.py::test_a"))
    source = "def test_a(): pass"
    assert run_tests(source, "--tidemark").ret == 1
    assert run_tests(source, "--tidemark", "--tidemark-fail-on", "critical").ret == 0
    assert run_tests(source, "--tidemark", "-o", "tidemark_fail_on=never").ret == 0
    assert run_tests(source, "-o", "tidemark=true").ret == 1
    assert run_tests(source).ret == 0
    assert run_tests("def test_a(): pass\ndef test_b(): raise KeyboardInterrupt", "--tidemark").ret == 2
    assert run_tests(source, "--tidemark", "--collect-only").ret == 0


def test_the_ini_file_says_where_and_when(run_tests, programs, pytester):
    programs(leaking(verdict="suspect"))
    pytester.makeini("[pytest]\ntidemark = true\ntidemark_fail_on = suspect\ntidemark_output = memory\n")
    assert run_tests("def test_a(): pass").ret == 1
    assert (pytester.path / "memory" / "report.json").exists()
    pytester.makeini("[pytest]\ntidemark = true\ntidemark_fail_on = always\n")
    outcome = run_tests("def test_a(): pass")
    assert outcome.ret == 4
    outcome.stderr.fnmatch_lines(["ERROR: tidemark_fail_on: 'always' is none of suspect, leak, critical, never"])


@pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "xdist"])
def test_markers_accept_growth_and_limit_it(run_tests, programs, pytester, monkeypatch, options):
    if options:
        pytest.importorskip("xdist")
    source = """
import pytest
@pytest.mark.tidemark(accept="cache warms up")
@pytest.mark.parametrize("n", [1, 2])
def test_a(n): pass
@pytest.mark.tidemark(max_kept="1MiB")
def test_b(): pass
"""
    place = programs(leaking("test_it.py::test_a", verdict="clean", suppressed={"reason": "cache warms up"}))
    monkeypatch.setenv("TIDEMARK_SUPPRESS", "known.ini")
    outcome = run_tests(source, "--tidemark", *options)
    assert outcome.ret == 0
    outcome.stdout.fnmatch_lines(["accepted: test_it.py::test_a (cache warms up)"])
    assert (place / "analyzer-command").read_text().endswith("tidemark-report/accepted.ini --suppress known.ini\n")
    accepted = (pytester.path / "tidemark-report" / "accepted.ini").read_text()
    assert accepted.splitlines()[1:] == [r"test = ^(test_it\.py::test_a)(\[.*\])?( \((setup|teardown)\))?$", "reason = cache warms up", ""]
    assert run_tests("def test_a(): pass", "--tidemark").ret == 0
    assert not (pytester.path / "tidemark-report" / "accepted.ini").exists()
    programs(tests=[{"test": "test_it.py::test_b", "runs": 1, "kept_bytes": 2**21, "kept_each_bytes": 2**21}])
    outcome = run_tests(source, "--tidemark", *options)
    assert outcome.ret == 1
    outcome.stdout.fnmatch_lines(["test_it.py::test_b keeps 2 MiB each time, more than its 1MiB", "fails *"])


def test_under_xdist_there_is_one_recorder(run_tests, programs):
    pytest.importorskip("xdist")
    place = programs()
    outcome = run_tests("import os\ndef test_a(): assert os.path.exists(os.environ['TIDEMARK_SOCKET'])\n", "--tidemark", "-n2")
    outcome.assert_outcomes(passed=1)
    assert outcome.stdout.str().count("Verdict: ") == 1
    assert len(recorders_of(place)) == 1
    assert not is_running(place)


def expect_usage_error(outcome, line):
    assert outcome.ret == 4
    errors = [line for line in outcome.stderr.lines if line]
    assert len(errors) == 1
    outcome.stderr.fnmatch_lines([line])


def test_programs_that_are_missing_or_too_old_are_told_in_a_line(run_tests, programs, monkeypatch):
    place = programs(kind="SOCK_SEQPACKET")
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"),
                       "ERROR: tidemark: */tidemark-recorder is too old: it takes no marks as datagrams")
    assert not is_running(place)
    (place / "tidemark-recorder").unlink()
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"),
                       "ERROR: tidemark: tidemark-recorder is not among the commands; *")


def test_a_recorder_that_does_not_start_is_told_in_its_words(run_tests, programs, tmp_path):
    programs(before="sys.exit('tidemark-recorder: error: out: Permission denied')")
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"),
                       "ERROR: tidemark: */tidemark-recorder does not start: out: Permission denied")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_where_nothing_may_be_written_is_told_in_a_line(run_tests, programs, pytester):
    programs()
    (pytester.path / "file").write_text("")
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark", "--tidemark-output", "file/reports"),
                       "ERROR: tidemark: */file/reports: Not a directory")


def test_a_recorder_that_ends_early_fails_the_session(run_tests, programs):
    programs(sleep=0.2, then="sys.exit('tidemark-recorder: error: disk full')")
    outcome = run_tests("import time\ndef test_a(): time.sleep(1)", "--tidemark")
    assert outcome.ret == 1
    outcome.stdout.fnmatch_lines(["error: the recorder ended early with status 1: disk full"])


def test_an_analyzer_that_fails_fails_the_session(run_tests, programs):
    programs(judging="echo 'tidemark-analyzer: error: it is damaged' >&2; exit 2")
    outcome = run_tests("def test_a(): pass", "--tidemark")
    assert outcome.ret == 1
    outcome.stdout.fnmatch_lines(["error: */tidemark-analyzer cannot judge *: it is damaged"])


def test_an_analyzer_that_cannot_be_used_is_told_before_the_tests(run_tests, programs):
    place = programs(checking="echo 'tidemark-analyzer: error: limit: 4 needs a unit' >&2; exit 2;")
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"),
                       "ERROR: tidemark: */tidemark-analyzer is too old, or cannot be used as it is set: limit: 4 needs a unit")
    (place / "tidemark-analyzer").unlink()
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"),
                       "ERROR: tidemark: tidemark-analyzer is not among the commands; *")
    assert not (place / "recorder-pids").exists()


@pytest.mark.parametrize("source", [
    "def test_a(): raise KeyboardInterrupt", "import pytest\ndef test_a(): pytest.exit('enough')", "def test_a(): undefined",
    "import os\ndef test_a(): os._exit(7)", "import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)",
    "import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGTERM)"],
    ids=["interrupt", "exit", "failure", "hard exit", "SIGKILL", "SIGTERM"])
def test_no_recorder_is_left_behind(run_tests, programs, source):
    place = programs()
    run_tests(source, "--tidemark")
    assert not is_running(place)


def test_an_interrupt_of_the_terminal_ends_the_tests_and_then_the_recorder(programs, pytester):
    place = programs()
    pytester.makepyfile(test_it="import time\ndef test_a(): open('started', 'w').close(); time.sleep(30)")
    running = subprocess.Popen([sys.executable, "-m", "pytest", "-p", "tidemark.plugin", "--tidemark"], cwd=pytester.path,
                               stdout=subprocess.PIPE, text=True, start_new_session=True)
    while running.poll() is None and not (pytester.path / "started").exists():
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 2
    assert "Verdict: clean" in output
    assert not is_running(place)


def test_a_worker_that_crashes_changes_nothing_of_the_recording(run_tests, programs):
    pytest.importorskip("xdist")
    place = programs()
    outcome = run_tests("import os\ndef test_a(): os._exit(3)\ndef test_b(): pass\n", "--tidemark", "-n2")
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["Verdict: clean"])
    assert not is_running(place)


def test_the_interval_is_that_of_the_environment(run_tests, programs, monkeypatch):
    place = programs(before="open(os.environ['TMPDIR'] + '/interval', 'a').write(os.environ['TIDEMARK_INTERVAL'] + ' ')")
    run_tests("def test_a(): pass", "--tidemark")
    monkeypatch.setenv("TIDEMARK_INTERVAL", "20ms")
    run_tests("def test_a(): pass", "--tidemark")
    assert (place.parent / "tmp" / "interval").read_text() == "100ms 20ms "


def test_a_test_may_take_the_socket_out_of_the_environment(run_tests, programs):
    place = programs()
    assert run_tests("import os\ndef test_a(): del os.environ['TIDEMARK_SOCKET']", "--tidemark").ret == 0
    assert not is_running(place)
