"""The interface of memorytools, the Python tool that came before, over the two programs."""

import atexit
import pathlib
from typing import NamedTuple

from tidemark.recording import Analysis, Recorder

ALERTS = ("leak", "critical")


class Leak(NamedTuple):
    pid: int
    name: str
    verdict: str  # leak or critical
    reason: str
    first_bytes: float
    last_bytes: float
    bytes_per_second: float


def leak_of(process):
    finding = next((finding for finding in process["findings"] if finding["verdict"] == process["verdict"]), {})
    return Leak(process["pid"], process["name"], process["verdict"], process["reason"], finding.get("first_bytes"),
                finding.get("last_bytes"), finding.get("slope_bytes_per_second"))


class MemoryMonitor:
    """Records all processes from start_monitoring() to stop_monitoring(); detect_leaks() says which of them leak.

    output    where the recording and the reports go
    interval  from scan to scan, such as 250ms
    pid_tree  records only this process and its descendants
    """

    def __init__(self, output="tidemark-report", interval="1s", pid_tree=None):
        self.output = pathlib.Path(output)
        self.report_text = ""
        self._options = ["--interval", interval] + ([] if pid_tree is None else ["--pid-tree", str(pid_tree)])
        self._recorder = None

    def start_monitoring(self):
        if self._recorder is None:
            self._recorder = Recorder(self.output / "recording.tidemark", *self._options)
            atexit.register(self.stop_monitoring)

    def stop_monitoring(self):
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            atexit.unregister(self.stop_monitoring)
            recorder.stop()

    def detect_leaks(self):
        """Returns a Leak for each process that leaks, worst first; report_text and report.html say more."""
        self.stop_monitoring()
        report, self.report_text = Analysis(self.output / "recording.tidemark").run()
        return [leak_of(process) for process in report["processes"] if process["verdict"] in ALERTS]

    def __enter__(self):
        self.start_monitoring()
        return self

    def __exit__(self, *_):
        self.stop_monitoring()
