#!/usr/bin/env python3
"""Measures what an archive of many hosts costs: a shard of it, two of them at once, planning, and the merge of their reports.

The archive is made of one recording, repeated to a day and copied under other hosts' names. Prints Markdown: each figure beside its
baseline of the same round. Nothing passes or fails by time; what fails is a program that does not run.
"""
import argparse
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from analysis import Cost, Costs, ratio

HERE = pathlib.Path(__file__).resolve().parent
MIB = 2.0**20
HOUR = 3600.0
FLEET = 100_000  # hosts, of the arithmetic


class Archive:
    """Directories of hosts that all recorded the same."""

    def __init__(self, directory, recording, hosts, parts):
        self.directory, self.hosts = directory, hosts
        subprocess.run([HERE.parent / "support" / "copy_hosts.py", "--hosts", str(hosts), "--parts", str(parts), directory, recording],
                       check=True)
        self.files = sorted(directory.rglob("*.tidemark"))
        self.bytes = sum(path.stat().st_size for path in self.files)
        of_host = sorted((directory / "host-0001").iterdir())
        self.processes = hosts * sum(self.count(path, "SELECT count(*) FROM process") for path in of_host)
        self.samples = hosts * sum(self.count(path, "SELECT count(*) FROM sample") for path in of_host)
        self.seconds = sum(self.count(path, "SELECT (max(boottime_ns) - min(boottime_ns)) / 1000000000 FROM tick") for path in of_host)

    @staticmethod
    def count(path, query):
        with sqlite3.connect(path) as database:
            value = database.execute(query).fetchone()[0]
        database.close()
        return value


class Bench:
    def __init__(self, options, directory):
        self.options, self.directory = options, directory

    def shard(self, archive, number, count, hosts="*"):
        report = self.directory / f"shard-{number}-of-{count}.json"
        return [self.options.analyzer, "analyze", "--quiet", "--shard", f"{number}/{count}", "--threads", "1", "--fail-on", "never",
                "--allow-insufficient", "--report", f"json={report}", f"{archive.directory}/{hosts}"]

    def reports(self, count):
        return [str(self.directory / f"shard-{number}-of-{count}.json") for number in range(1, count + 1)]

    def scan(self, archive):
        """One program that reads the rows of every file, one after the other."""
        scan = 'for file; do "$0" "$file" || exit; done'
        return ["sh", "-c", scan, self.options.scan, *map(str, archive.files)]


def at_once(commands):
    """The wall time until the last of these, started together, has ended, and the CPU time of all."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(commands)) as pool:
        costs = list(pool.map(Cost, commands))
    return time.monotonic() - began, sum(cost.cpu for cost in costs)


def middle(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def shard_lines(bench, archive):
    """What a core gets done: the whole archive as one shard, beside a bare scan of its rows."""
    scan, whole = Costs(), Costs()
    for _ in range(bench.options.rounds):
        scan.runs.append(Cost(bench.scan(archive)))
        whole.runs.append(Cost(bench.shard(archive, 1, 1)))
    cpu = whole.of("cpu")[0]
    bench.seconds_a_host_day = cpu / archive.hosts * 86_400 / archive.seconds
    return [
        "| one shard, one thread | |",
        "|---|---|",
        f"| wall, CPU | {whole.text('wall', 's')}, {whole.text('cpu', 's')} |",
        f"| CPU / bare scan | {ratio(whole, scan, 'cpu')} |",
        f"| recordings, a second of CPU | {archive.bytes / MIB / cpu:.1f} MiB |",
        f"| processes, a second of CPU | {archive.processes / cpu:.0f} |",
        f"| samples, a second of CPU | {archive.samples / cpu:.0f} |",
        f"| host-days, a minute of CPU | {60 / bench.seconds_a_host_day:.1f} |",
    ]


def scaling_lines(bench, archive):
    """Two shards, each alone and both at once, in every round."""
    speedups, slowdowns, shares = [], [], []
    for _ in range(bench.options.rounds):
        alone = [Cost(bench.shard(archive, number, 2)) for number in (1, 2)]
        wall, cpu = at_once([bench.shard(archive, number, 2) for number in (1, 2)])
        speedups.append(sum(cost.wall for cost in alone) / wall)
        slowdowns.append(cpu / sum(cost.cpu for cost in alone))
        shares.append(max(cost.cpu for cost in alone) / sum(cost.cpu for cost in alone))
    return [
        "| two shards | |",
        "|---|---|",
        f"| wall, one after the other / both at once | {middle(speedups)}; 2 is ideal, with nothing else on two cores |",
        f"| CPU, both at once / one after the other | {middle(slowdowns)}; 1 is ideal |",
        f"| CPU, the larger one's share | {middle(shares)} |",
    ]


def memory_lines(bench, archive):
    """Resident memory against the hosts of a shard."""
    lines = ["| hosts of the shard | files | resident |", "|---|---|---|"]
    resident, count = {}, archive.hosts
    while count >= 1:
        hosts = archive.hosts // count
        resident[hosts] = Cost(bench.shard(archive, 1, count)).resident_mib
        lines.append(f"| {hosts} | {hosts * len(archive.files) // archive.hosts} | {resident[hosts]:.0f} MiB |")
        count //= 4
    few, many = min(resident), max(resident)
    bench.memory_a_host_day = (resident[many] - resident[few]) / (many - few) * 86_400 / archive.seconds
    return lines


def planning_lines(bench, archive):
    """A shard that gets nothing has only planned: what it takes for each file of the whole archive."""
    empty = archive.hosts + 1
    costs, few = Costs(), Costs()
    for _ in range(bench.options.rounds):
        costs.runs.append(Cost(bench.shard(archive, empty, empty)))
        few.runs.append(Cost(bench.shard(archive, empty, empty, "host-0001")))
    more_files = len(archive.files) * (archive.hosts - 1) / archive.hosts
    bench.plan_seconds_a_file = (costs.of("cpu")[0] - few.of("cpu")[0]) / more_files
    return [
        "| a shard that gets nothing | |",
        "|---|---|",
        f"| CPU, resident | {costs.text('cpu', 's')}, {costs.text('resident_mib', 'MiB', 0)} |",
        f"| a file of the archive | {bench.plan_seconds_a_file * 1e6:.0f} us |",
    ]


def merge_lines(bench, archive):
    """The merge of a report a host."""
    count = archive.hosts
    for number in range(1, count + 1):
        Cost(bench.shard(archive, number, count))
    lines = ["| reports merged | MiB | wall | CPU | resident | merged report |", "|---|---|---|---|---|---|"]
    target = bench.directory / "report.json"
    for merged in sorted({max(1, count // 16), max(1, count // 4), count}):
        reports = bench.reports(count)[:merged]
        command = [bench.options.analyzer, "merge", "--quiet", *reports, "--fail-on", "never", "--allow-insufficient", "--skip-unreadable",
                   "--report", f"json={target}"]
        costs = Costs()
        for _ in range(bench.options.rounds):
            costs.runs.append(Cost(command))
        size = sum(os.path.getsize(report) for report in reports) / MIB
        bench.merge_seconds_a_host_day = costs.of("cpu")[0] / merged * 86_400 / archive.seconds
        bench.report_a_host_day = size / merged * 86_400 / archive.seconds
        lines.append(f"| {merged} | {size:.1f} | {costs.text('wall', 's')} | {costs.text('cpu', 's')} "
                     f"| {costs.text('resident_mib', 'MiB', 0)} | {target.stat().st_size / MIB:.1f} MiB |")
    return lines


def fleet_lines(bench, archive):
    """What that makes for a fleet, each of whose hosts has a file of a day."""
    days = archive.hosts * archive.seconds / 86_400
    return [
        f"{FLEET} hosts, a day and a file each: {archive.bytes / days * FLEET / 2**40:.1f} TiB; {bench.seconds_a_host_day:.1f} s of CPU a "
        f"host-day, {bench.seconds_a_host_day * FLEET / HOUR:.0f} core-hours in all; {bench.memory_a_host_day:.0f} MiB a host of the shard; "
        f"planning {bench.plan_seconds_a_file * FLEET / 60:.1f} minutes of CPU in each shard; "
        f"{bench.report_a_host_day:.2f} MiB of report a host, whose merge takes {bench.merge_seconds_a_host_day * FLEET / 60:.0f} minutes.",
    ]


def made_recording(options, directory):
    """A recording of nothing real, for where none is given."""
    path = directory / "made.tidemark"
    subprocess.run([options.maker, path, "20", "120", "0.1", "0"], check=True)
    return path


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analyzer", required=True, help="tidemark-analyzer")
    parser.add_argument("--scan", required=True, help="bare-scan")
    parser.add_argument("--maker", required=True, help="make-recording, for where no recording is given")
    parser.add_argument("--recording", type=pathlib.Path, help="a recording of one session, of a real host best")
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--parts", type=int, default=24, help="how often it is repeated, as files that follow each other")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--directory", help="where the archive is made (default: TMPDIR)")
    parser.add_argument("--short", action="store_true", help="a tiny archive: that everything still runs")
    return parser.parse_args()


def main():
    options = parse_options()
    for name in [name for name in os.environ if name.startswith("TIDEMARK_")]:
        del os.environ[name]
    if options.short:
        options.hosts, options.parts, options.rounds = 4, 2, 1
    with tempfile.TemporaryDirectory(prefix="tidemark-fleet-", dir=options.directory) as name:
        directory = pathlib.Path(name)
        bench = Bench(options, directory)
        archive = Archive(directory / "archive", options.recording or made_recording(options, directory), options.hosts, options.parts)
        print(f"## A fleet\n\n{archive.hosts} hosts, each {archive.seconds / HOUR:.1f} hours in {len(archive.files) // archive.hosts} files; "
              f"{archive.bytes / MIB:.0f} MiB, {archive.processes} processes, {archive.samples} samples; {os.cpu_count()} cores, "
              f"{options.rounds} rounds, median and range; load {os.getloadavg()[0]:.1f} at the start", flush=True)
        Cost(bench.scan(archive))  # fills the page cache
        for lines in (shard_lines, scaling_lines, memory_lines, planning_lines, merge_lines, fleet_lines):
            print("\n" + "\n".join(lines(bench, archive)), flush=True)
        print(f"\nLoad at the end: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    sys.exit(main())
