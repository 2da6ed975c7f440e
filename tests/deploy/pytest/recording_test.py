"""--tidemark with programs that only behave like the recorder and the analyzer."""

import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import time

import pytest

RECORDER = """#!/bin/sh
exec {python} - "$@" << 'EOT'
import os, signal, socket, sys, time
option = dict(zip(sys.argv[2::2], sys.argv[3::2]))
open("{place}/recorder-pids", "a").write(f"{{os.getpid()}} ")
open("{place}/recorder-command", "w").write(" ".join(sys.argv[1:]))
open(option["--output"], "w").close()
{before}
marks = socket.socket(socket.AF_UNIX, socket.{kind})
marks.bind(option["--socket"])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while True:
    time.sleep({sleep})
    {then}
EOT
"""
ANALYZER = """#!/bin/sh
for option; do case $option in json=*) cp {place}/report.json "${{option#json=}}" ;; html=*) : > "${{option#html=}}" ;; esac; done
printf 'Verdict: {verdict}\\n1 process judged.\\n'
{then}
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Returns a function that puts two programs where they are found."""
    place = tmp_path / "bin"
    place.mkdir()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")

    def write(name, text):
        (place / name).write_text(text)
        (place / name).chmod(stat.S_IRWXU)

    def make(processes=(), tests=(), before="", then="pass", kind="SOCK_DGRAM", judging="", sleep=60):
        verdict = processes[0]["verdict"] if processes else "clean"
        (place / "report.json").write_text(json.dumps({"verdict": verdict, "processes": processes, "groups": [], "tests": tests}))
        write("tidemark-recorder", RECORDER.format(python=sys.executable, place=place, before=before, then=then, kind=kind, sleep=sleep))
        write("tidemark-analyzer", ANALYZER.format(place=place, verdict=verdict, then=judging))
        return place

    return make


def recorders_of(place):
    return [int(pid) for pid in (place / "recorder-pids").read_text().split()]


def is_running(place):
    pid = recorders_of(place)[-1]
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if "Z" in pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
                return False
        except OSError:
            return False
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return True


def leaking(*tests, verdict="leak"):
    return [{"pid": 7, "name": "python3", "verdict": verdict, "reason": "grows",
             "findings": [{"verdict": verdict, "tests": list(tests), "suppressed": None}]}]


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
def test_markers_accept_growth_and_limit_it(run_tests, programs, options):
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
    programs(leaking("test_it.py::test_a"))
    outcome = run_tests(source, "--tidemark", *options)
    assert outcome.ret == 0
    outcome.stdout.fnmatch_lines(["accepted: test_it.py::test_a (cache warms up)"])
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
    expect_usage_error(run_tests("def test_a(): pass", "--tidemark"), "ERROR: tidemark: tidemark-recorder is not among the commands; *")


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
    place = programs(judging="echo 'tidemark-analyzer: error: --fail-on: no such option' >&2; exit 2")
    outcome = run_tests("def test_a(): pass", "--tidemark")
    assert outcome.ret == 1
    outcome.stdout.fnmatch_lines(["error: */tidemark-analyzer cannot judge *: --fail-on: no such option"])
    (place / "tidemark-analyzer").unlink()
    outcome = run_tests("def test_a(): pass", "--tidemark")
    assert outcome.ret == 1
    outcome.stdout.fnmatch_lines(["error: tidemark-analyzer is not among the commands; *"])


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
    while not (pytester.path / "started").exists():
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
