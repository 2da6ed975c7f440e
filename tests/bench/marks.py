#!/usr/bin/env python3
"""What a mark costs its sender, against a bare datagram and against the command, each in turn.

Usage: tests/bench/marks.py RECORDER [ROUNDS]
"""

import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "pytest"))
from tidemark.marks import Marks  # noqa: E402
from tidemark.memory import HeldMemory  # noqa: E402

NAME = "tests/test_it.py::test_something_of_usual_length[1-2]"
INNER = "TIDEMARK_BENCH_INNER"


def microseconds(action, times):
    begin = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - begin) / times * 1e6


def measure(recorder, rounds):
    """Within a recorded command: prints the medians."""
    path = os.environ["TIDEMARK_SOCKET"]
    bare = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    marks, unheard = Marks(path, HeldMemory()), Marks(path + ".none", HeldMemory())
    ways = {
        "a bare datagram": (lambda: bare.sendto(b"note " + NAME.encode(), path), 200),
        "the pytest plugin's mark": (lambda: marks.begin(NAME), 200),
        "the same where no recorder runs": (lambda: unheard.begin(NAME), 200),
        "`tidemark-recorder mark`": (lambda: subprocess.run([recorder, "mark", "note", NAME], check=True), 3),
    }
    found = {way: [] for way in ways}
    for _ in range(rounds):
        for way, (action, times) in ways.items():
            found[way].append(microseconds(action, times))
            time.sleep(0.02)  # the recorder reads what waits
    base = statistics.median(found["a bare datagram"])
    print("| a mark by | us, median | ratio |\n|---|---:|---:|")
    for way, values in found.items():
        median = statistics.median(values)
        print(f"| {way} | {median:.1f} | {median / base:.1f} |")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    recorder, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30
    if INNER in os.environ:
        measure(recorder, rounds)
        return
    with tempfile.TemporaryDirectory() as place:
        command = [recorder, "exec", "--output", os.path.join(place, "r"), "--", sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | {INNER: "1"}, check=False).returncode)


main()
