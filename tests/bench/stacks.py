#!/usr/bin/env python3
"""What sampling the stacks of page faults costs the command that is recorded: with it, in turn with without it.

Usage: tests/bench/stacks.py RECORDER [--rounds N] [--short]

Prints Markdown: ratios of wall time, and of the CPU time of command and recorder together, medians of pairs with 95 %
intervals (bootstrap); samples, lost ones and bytes of the recordings.
"""

import argparse
import os
import pathlib
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def commands(place, short):
    """Programs that take many page faults, as (name, command)."""
    text = place / "text"
    with open(text, "w", encoding="ascii") as file:
        drawn = random.Random(1)
        for _ in range(20_000 if short else 3_000_000):
            file.write(f"{drawn.getrandbits(120):030x}\n")
    forks = 50 if short else 1500
    found = [
        ("sort", ["sort", "--buffer-size=1G", "--parallel=1", "-o", "/dev/null", str(text)]),
        ("1500 short processes", ["sh", "-c", f"i=0; while [ $i -lt {forks} ]; do /bin/true; i=$((i+1)); done"]),
    ]
    source = "common/descriptor.hpp" if short else "schema/table_check.cpp"
    compile_job = ["g++", "-std=c++20", "-O2", "-I", str(ROOT), "-x", "c++", "-c", "-o", "/dev/null", str(ROOT / source)]
    found.append(("a compile job", compile_job))
    if shutil.which("redis-server") and shutil.which("redis-benchmark"):
        requests = 1000 if short else 150_000
        script = (f"redis-server --port 0 --unixsocket {place}/redis --save '' --daemonize no > /dev/null & server=$!; sleep .3; "
                  f"redis-benchmark -q -s {place}/redis -t set -n {requests} -r 100000000 -d 500 -P 16 > /dev/null; "
                  "kill $server; wait $server; true")
        found.append(("a server under load (redis)", ["sh", "-c", script]))
    return found


def run(recorder, command, stacks, place):
    """Returns wall seconds, CPU seconds of all, and the recording."""
    recording = place / f"{stacks}.tidemark"
    recording.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    subprocess.run([recorder, "exec", "--fault-stacks", stacks, "--output", str(recording), "--", *command], check=True,
                   stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, recording


def interval(ratios):
    drawn = random.Random(7)
    medians = sorted(statistics.median(drawn.choices(ratios, k=len(ratios))) for _ in range(2000))
    return f"{statistics.median(ratios):.3f} ({medians[50]:.3f}-{medians[1949]:.3f})"


def ask(recording, question):
    with sqlite3.connect(f"file:{recording}?mode=ro", uri=True) as database:
        return database.execute(question).fetchone()[0] or 0


def measure(recorder, name, command, rounds, place):
    walls, cpus, samples, lost, added = [], [], [], [], []
    run(recorder, command, "on", place)  # fills the page cache
    for number in range(rounds):
        taken = {}
        for stacks in (("on", "off") if number % 2 else ("off", "on")):
            taken[stacks] = run(recorder, command, stacks, place)
        walls.append(taken["on"][0] / taken["off"][0])
        cpus.append(taken["on"][1] / max(taken["off"][1], 1e-6))
        samples.append(ask(taken["on"][2], "SELECT sum(samples) FROM fault_stack"))
        lost.append(ask(taken["on"][2], "SELECT sum(fault_samples_lost) FROM tick"))
        added.append(taken["on"][2].stat().st_size - taken["off"][2].stat().st_size)
    print(f"| {name} | {taken['off'][0]:.1f} s | {interval(walls)} | {interval(cpus)} | {statistics.median(samples):.0f} | "
          f"{statistics.median(lost):.0f} | {statistics.median(added) / 1024:.0f} KiB |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recorder")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--short", action="store_true", help="only that it still runs")
    options = parser.parse_args()
    recorder = os.path.abspath(options.recorder)
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        place.chmod(0o755)
        run(recorder, ["true"], "auto", place)
        reason = ask(place / "auto.tidemark", "SELECT fault_stacks FROM session")
        if reason != "on":
            print(f"page faults may not be sampled here: {reason}")
            sys.exit(77)
        print("| command | alone | wall time | CPU time | samples | lost | recording |\n|---|---:|---:|---:|---:|---:|---:|")
        for program, command in commands(place, options.short):
            measure(recorder, program, command, 1 if options.short else options.rounds, place)


main()
