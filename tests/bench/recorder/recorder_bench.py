#!/usr/bin/env python3
"""Measures what the recorder costs, beside baselines in the same run: see --help."""
import argparse
import contextlib
import math
import os
import pathlib
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BARE, PROCFS, BPF = "bare loop", "recorder, procfs", "recorder, BPF"
# Two-sided 95 % points of Student's t for 1, 2, ... degrees of freedom; the last for all beyond.
T95 = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09, 2.09]
# What the ratio to the baseline is to be, as the issue tracker has it.
TARGETS = [
    (PROCFS, BARE, "<= 1.25"), (BPF, BARE, "<= 0.6"),
    ("psutil", PROCFS, ">= 25"), ("psutil", BPF, ">= 60"),
    ("pidstat -r", PROCFS, "> 10"), ("pidstat -r", BPF, "> 10"),
    ("atop -w", PROCFS, "> 10"), ("atop -w", BPF, "> 10"),
]


def read_arguments():
    parser = argparse.ArgumentParser(description="""Starts a population of small processes of which a share changes in every
        interval, and has the recorder (each sampler, writing included), a bare loop over /proc, psutil, pidstat and atop look
        at it, one after the other, round after round; each stands still while another is measured. Prints a Markdown table of
        CPU time for each process and scan, and of ratios with their 95 %% intervals over the rounds. Nothing passes or fails
        by time.""")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"), help="the build directory")
    parser.add_argument("--processes", type=int, default=1000, help="how many processes (default 1000)")
    parser.add_argument("--changing", type=int, default=5, help="percent of them that change in every interval (default 5)")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds from scan to scan; pidstat and atop take whole "
                        "ones (default 1)")
    parser.add_argument("--rounds", type=int, default=7, help="(default 7)")
    parser.add_argument("--window", type=float, default=6.0, help="seconds for which each is measured a round (default 6)")
    parser.add_argument("--only-cheap", action="store_true", help="leave psutil, pidstat and atop out")
    parser.add_argument("--compile-pairs", type=int, default=0, help="also compile a file this often with and without being "
                        "recorded at 10 Hz")
    parser.add_argument("--smoke", action="store_true", help="only see that everything runs: few processes, one round")
    options = parser.parse_args()
    if options.smoke:
        options.processes, options.rounds, options.window, options.interval = 40, 2, 0.4, 0.2
        options.only_cheap, options.compile_pairs = True, 0
    return options


def query(recording, columns):
    """The first of `columns` over all ticks."""
    with contextlib.closing(sqlite3.connect(f"file:{recording}?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT {columns} FROM tick").fetchone()[0]


class Program:
    """A program under measurement, stopped unless it is its turn."""

    def __init__(self, name, command, recording=None):
        self.name, self.recording, self.costs = name, recording, []
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        env={**os.environ, "LC_ALL": "C"})

    def cpu_ns(self):
        base = f"/proc/{self.process.pid}/task"
        return sum(int(pathlib.Path(base, thread, "schedstat").read_text().split()[0]) for thread in os.listdir(base))

    def ticks(self):
        return query(self.recording, "count(*)")

    def measure(self, window, interval, processes):
        """Adds the CPU nanoseconds for each process and scan within a window."""
        self.process.send_signal(signal.SIGCONT)
        time.sleep(1.3 * interval)  # what was due while it stood still
        ticks = self.ticks() if self.recording else 0
        cpu, begin = self.cpu_ns(), time.monotonic()
        time.sleep(window)
        cpu, elapsed = self.cpu_ns() - cpu, time.monotonic() - begin
        scans = self.ticks() - ticks if self.recording else elapsed / interval
        self.process.send_signal(signal.SIGSTOP)
        if scans > 0:
            self.costs.append(cpu / scans / processes)

    def pause(self):
        if self.process.poll() is not None:
            return False
        self.process.send_signal(signal.SIGSTOP)
        return True

    def end(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.send_signal(signal.SIGTERM if self.recording else signal.SIGKILL)
        self.process.wait()


def start_programs(options, directory):
    recorder = options.build / "recorder" / "tidemark-recorder"
    bench = options.build / "tests" / "bench" / "recorder"
    milliseconds = str(int(options.interval * 1000))
    commands = [(BARE, [bench / "bench-bare_loop", milliseconds], None)]
    for name, sampler in ((PROCFS, "procfs"), (BPF, "bpf")):
        recording = directory / f"{sampler}.tidemark"
        # Without an earlier end to its scans: it is to be as often as the others.
        commands.append((name, [recorder, "run", "--sampler", sampler, "--output", recording, "--interval",
                                milliseconds + "ms", "--max-cpu", "100%"], recording))
    if not options.only_cheap:
        seconds = str(max(1, round(options.interval)))
        commands += [("psutil", ["/usr/bin/python3", HERE / "psutil_loop.py", str(options.interval)], None),
                     ("pidstat -r", ["pidstat", "-r", "-h", "-p", "ALL", seconds], None),
                     ("atop -w", ["atop", "-w", directory / "atop", seconds], None)]
    programs = []
    for name, command, recording in commands:
        if not shutil.which(str(command[0])):
            print(f"note: {command[0]} is not there, and not measured", file=sys.stderr)
            continue
        program = Program(name, [str(part) for part in command], recording)
        time.sleep(max(1.0, 3 * options.interval))
        if program.pause():
            programs.append(program)
        else:
            print(f"note: {name} does not run here: {program.process.stderr.read().decode().strip()}", file=sys.stderr)
    return programs


def interval_of(values):
    """The mean and its 95 % interval; of one value only that."""
    mean = statistics.mean(values)
    if len(values) < 2:
        return mean, math.nan, math.nan
    half = T95[min(len(values) - 1, len(T95)) - 1] * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def ratio_of(above, below):
    """The geometric mean of the rounds' ratios and its 95 % interval."""
    logs = [math.log(a / b) for a, b in zip(above, below) if a > 0 and b > 0]
    return tuple(math.exp(value) for value in interval_of(logs)) if logs else None


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def heading(*cells):
    row(*cells)
    print("|" + "---|" * len(cells))


def with_interval(values, digits=2):
    mean, low, high = values
    return f"{mean:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})" if low == low else f"{mean:.{digits}f}"


def print_costs(programs, options):
    costs = {program.name: program.costs for program in programs if program.costs}
    print(f"\n{options.processes} processes, {options.changing} % changing, a scan every {options.interval:g} s, "
          f"{options.rounds} rounds of {options.window:g} s; 95 % intervals.\n")
    heading("program", "CPU for each process and scan, us", "of one core, %")
    for name, values in costs.items():
        mean = interval_of([value / 1000 for value in values])
        row(name, with_interval(mean), f"{mean[0] * options.processes / options.interval / 10_000:.2f}")
    print()
    heading("CPU time of", "to that of", "ratio", "target")
    for above, below, target in TARGETS:
        if above in costs and below in costs:
            row(above, below, with_interval(ratio_of(costs[above], costs[below])), target)


def print_recordings(programs, options, directory):
    print()
    heading("what", "measured", "target")
    for program in programs:
        if program.recording:
            # The first ticks need what is given back behind them.
            size = query(program.recording, "max(recorder_rss_kib) FILTER (WHERE id > 3)")
            at_start = query(program.recording, "max(recorder_rss_kib) FILTER (WHERE id <= 3)")
            written = query(program.recording, "(max(recorder_written_bytes) - min(recorder_written_bytes)) / 1024.0 / "
                                               "(count(*) - 1)")
            row(f"resident memory, {program.name}", f"{size / 1024:.1f} MiB, at the start {at_start / 1024:.1f}",
                "<= 8 MiB at 1000 processes")
            row(f"written a tick, {program.name}", f"{written:.1f} KiB", "")
    ticks = 100 if options.smoke else 1800
    command = [options.build / "tests" / "bench" / "recorder" / "bench-recording_size", directory / "size", "1000", str(ticks)]
    size = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout.strip()
    row("recording, each process changing with p = 0.1 a tick", f"{size} bytes per process-sample", "<= 3.5")


def compile_once(options, directory, recorded):
    job = ["g++", "-std=c++20", "-O1", "-c", str(HERE / "population.cpp"), "-o", str(directory / "job.o")]
    if recorded:
        recorder = str(options.build / "recorder" / "tidemark-recorder")
        job = [recorder, "exec", "--interval", "100ms", "--output", str(directory / "job.tidemark"), "--"] + job
    begin = time.monotonic()
    subprocess.run(job, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def print_slowdown(options, directory):
    ratios = []
    for pair in range(options.compile_pairs):
        (directory / "job.tidemark").unlink(missing_ok=True)
        # Each goes first in every other pair.
        times = {recorded: compile_once(options, directory, recorded) for recorded in ([True, False], [False, True])[pair % 2]}
        ratios.append(times[True] / times[False])
    mean, low, high = ((value - 1) * 100 for value in ratio_of(ratios, [1.0] * len(ratios)))
    row(f"slowdown of a compile job recorded at 10 Hz, {len(ratios)} pairs", f"{mean:.2f} % ({low:.2f} to {high:.2f})", "< 0.5 %")


def main():
    options = read_arguments()
    for name in [name for name in os.environ if name.startswith("TIDEMARK_")]:
        del os.environ[name]  # they are settings of the recorder
    with tempfile.TemporaryDirectory(prefix="tidemark-bench-") as scratch:
        directory = pathlib.Path(scratch)
        population = subprocess.Popen(
            [str(options.build / "tests" / "bench" / "recorder" / "bench-population"), str(options.processes),
             str(options.changing), str(int(options.interval * 1000))], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        programs = []
        try:
            started = int(population.stdout.readline())
            if started < options.processes:
                print(f"note: only {started} processes could be started", file=sys.stderr)
                options.processes = started
            programs = start_programs(options, directory)
            for _ in range(options.rounds):
                for program in programs:
                    program.measure(options.window, options.interval, options.processes)
        finally:
            for program in programs:
                program.end()
            population.stdin.close()
            population.wait()
        if not any(program.name == PROCFS and program.costs for program in programs):
            sys.exit("error: the recorder was not measured")
        print_costs(programs, options)
        print_recordings(programs, options, directory)
        if options.compile_pairs > 1:
            print_slowdown(options, directory)


main()
