"""MemoryMonitor, the interface of memorytools, with programs that only behave like the two; the example of its page with the two."""

import os
import subprocess
import sys
import threading
import time

import pytest
from stand_ins import is_running, leaking, recorders_of


@pytest.fixture
def monitor(programs, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    place = programs(leaking() + [{"pid": 8, "name": "idle", "verdict": "suspect", "reason": "", "findings": []}])
    from tidemark import MemoryMonitor

    return MemoryMonitor(), place


def test_it_says_which_processes_leak(monitor, tmp_path):
    watch, place = monitor
    watch.start_monitoring()
    assert "--pid-tree" not in (place / "recorder-command").read_text()
    assert "--interval 1s" in (place / "recorder-command").read_text()
    watch.stop_monitoring()
    assert not is_running(place)
    leaks = watch.detect_leaks()
    assert [(leak.pid, leak.name, leak.verdict) for leak in leaks] == [(7, "python3", "leak")]
    assert watch.report_text.startswith("Verdict: leak")
    assert (tmp_path / "tidemark-report" / "report.html").exists()


def test_it_may_be_stopped_late_or_twice_or_by_what_follows(monitor):
    watch, place = monitor
    watch.stop_monitoring()
    watch.start_monitoring()
    watch.start_monitoring()
    assert len(recorders_of(place)) == 1
    assert len(watch.detect_leaks()) == 1
    assert not is_running(place)
    watch.stop_monitoring()


def test_a_thread_that_ends_does_not_end_the_recording(monitor):
    watch, place = monitor
    thread = threading.Thread(target=watch.start_monitoring)
    thread.start()
    thread.join()
    (pid,) = recorders_of(place)
    assert os.path.exists(f"/proc/{pid}/exe")
    watch.stop_monitoring()
    assert not is_running(place)


def test_what_is_missing_is_told(monitor):
    from tidemark.recording import TidemarkError

    watch, place = monitor
    (place / "tidemark-recorder").unlink()
    with pytest.raises(TidemarkError, match="tidemark-recorder is not among the commands"):
        watch.start_monitoring()


# Keeps 2 MB a second.
LEAKS = "import time, os\nkept = []\nwhile True: kept.append(os.urandom(200_000)); time.sleep(0.1)"


def test_the_example_of_memorytools_page_names_what_leaks(monkeypatch, tmp_path):
    if "TIDEMARK_PROGRAMS" not in os.environ:
        pytest.skip("skipped: TIDEMARK_PROGRAMS names no directories")
    monkeypatch.setenv("PATH", f"{os.environ['TIDEMARK_PROGRAMS']}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    # Its lines, but for the import.
    from tidemark import MemoryMonitor

    mem_monitor = MemoryMonitor()
    mem_monitor.start_monitoring()
    with subprocess.Popen([sys.executable, "-c", LEAKS]) as leaking, subprocess.Popen(["sleep", "60"]) as still:
        time.sleep(25)
        mem_monitor.stop_monitoring()
        leaking.kill()
        still.kill()
    leaks = mem_monitor.detect_leaks()

    pids = [leak.pid for leak in leaks]
    assert leaking.pid in pids
    assert still.pid not in pids
    (leak,) = [leak for leak in leaks if leak.pid == leaking.pid]
    assert 1e6 < leak.bytes_per_second < 4e6
    assert leak.verdict in mem_monitor.report_text
