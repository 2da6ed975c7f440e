#!/usr/bin/env python3
"""Measures whole runs of tidemark-analyzer against a bare scan of the same rows, in one run and interleaved.

Prints Markdown. Nothing passes or fails by time; what fails is a program that does not run.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

MIB = 1024.0
GIB_IN_MIB = 1024.0


class Cost:
    """What one run of a program took."""

    def __init__(self, command):
        began = time.monotonic()
        program = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
        if program.returncode != 0:
            raise subprocess.CalledProcessError(program.returncode, command)
        self.wall = time.monotonic() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.resident_mib = usage.ru_maxrss / MIB


class Costs:
    """What several runs of one program took."""

    def __init__(self):
        self.runs = []

    def of(self, what):
        values = [getattr(run, what) for run in self.runs]
        return statistics.median(values), min(values), max(values)

    def text(self, what, unit, digits=2):
        middle, low, high = self.of(what)
        return f"{middle:.{digits}f} {unit} ({low:.{digits}f}-{high:.{digits}f})"


class Bench:
    def __init__(self, options, directory):
        self.options = options
        self.directory = directory

    def make(self, processes, ticks, still=0, begun=0):
        path = os.path.join(self.directory, "made.tidemark")
        if os.path.exists(path):
            os.remove(path)
        change = str(self.options.change)
        sizes = [str(processes), str(ticks), change, str(still), str(begun)]
        subprocess.run([self.options.maker, path, *sizes], check=True)
        return path

    def scan(self, path):
        return [self.options.scan, path]

    def analyze(self, path, *more):
        # No environment variable of the caller's may change what is measured; --fail-on never, for leaks are in it.
        return [self.options.analyzer, "analyze", "--quiet", "--fail-on", "never", "--allow-insufficient", *more, path]

    def measure(self, commands, rounds):
        """Runs every command in turn, `rounds` times, after one round that only fills the page cache."""
        costs = {name: Costs() for name in commands}
        for turn in range(rounds + 1):
            for name, command in commands.items():
                cost = Cost(command)
                if turn > 0:
                    costs[name].runs.append(cost)
        return costs


def ratio(costs, baseline, what):
    """The ratio of each round's two runs, which the machine treated alike: median and range."""
    ratios = [getattr(run, what) / getattr(base, what) for run, base in zip(costs.runs, baseline.runs)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def whole_table(bench, processes, ticks, rounds):
    path = bench.make(processes, ticks)
    size = os.path.getsize(path) / MIB / MIB
    costs = bench.measure(
        {
            "bare scan, one thread": bench.scan(path),
            "analyze, all cores": bench.analyze(path),
            "analyze, one thread": bench.analyze(path, "--threads", "1"),
        },
        rounds,
    )
    bare = costs["bare scan, one thread"]
    lines = [
        f"{processes} processes x {ticks} ticks, each changing with p = {bench.options.change} a tick "
        f"({size:.0f} MiB, {os.cpu_count()} cores, {rounds} rounds; median and range)",
        "",
        "| | wall | CPU | wall / bare scan | CPU / bare scan | resident |",
        "|---|---|---|---|---|---|",
    ]
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {cost.text('wall', 's')} | {cost.text('cpu', 's')} | {ratio(cost, bare, 'wall')} "
            f"| {ratio(cost, bare, 'cpu')} | {cost.text('resident_mib', 'MiB', 0)} |"
        )
    lines.append("| **target**, all cores | | | **<= 1.5** | | |")
    return lines + [""] + resident_table(bench, path)


def resident_table(bench, path):
    formats = ["text", "json", "html", "junit", "markdown", "openmetrics"]
    lines = ["| report | resident | target |", "|---|---|---|"]
    for name in formats:
        cost = Cost(bench.analyze(path, "--report", f"{name}={os.path.join(bench.directory, 'report')}"))
        lines.append(f"| {name} | {cost.resident_mib:.0f} MiB | < {GIB_IN_MIB:.0f} MiB |")
    return lines


def still_table(bench, processes, ticks, rounds):
    """What processes that never change add to as many that do."""
    recordings = []
    for still in (0, processes):
        made = bench.make(processes, ticks, still)
        recordings.append(made + f".{still}")
        os.replace(made, recordings[-1])
    costs = bench.measure(
        {"without": bench.analyze(recordings[0]), "with": bench.analyze(recordings[1])}, rounds
    )
    for recording in recordings:
        os.remove(recording)
    return [
        f"{processes} processes x {ticks} ticks that change, and as many beside them that never do",
        "",
        "| | wall | CPU | CPU / without | target |",
        "|---|---|---|---|---|",
        f"| without | {costs['without'].text('wall', 's')} | {costs['without'].text('cpu', 's')} | 1 | |",
        f"| with | {costs['with'].text('wall', 's')} | {costs['with'].text('cpu', 's')} "
        f"| {ratio(costs['with'], costs['without'], 'cpu')} | nothing worth measuring |",
    ]


def short_lives_table(bench, begun, counts):
    """What processes cost that live for three ticks, as in a build: each is an entry of the report."""
    lines = [
        f"{begun} processes begin at each tick, live for three, and have a command line of their own",
        "",
        "| processes | report | wall | us of CPU a process | resident | KiB a process |",
        "|---|---|---|---|---|---|",
    ]
    for count in counts:
        path = bench.make(1, count // begun, 0, begun)
        for name in ("text", "json", "html"):
            cost = Cost(bench.analyze(path, "--report", f"{name}={os.path.join(bench.directory, 'report')}"))
            lines.append(
                f"| {count} | {name} | {cost.wall:.1f} s | {1e6 * cost.cpu / count:.0f} | {cost.resident_mib:.0f} MiB "
                f"| {1024 * cost.resident_mib / count:.2f} |"
            )
    return lines


def exchange_table(bench, processes, ticks, rounds):
    """What a process at a tick costs when it is written for other programs, and when that is read again."""
    path = bench.make(processes, ticks)
    csv, again = os.path.join(bench.directory, "made.csv"), os.path.join(bench.directory, "again.tidemark")
    with open(csv, "wb") as file:
        subprocess.run([bench.options.analyzer, "export", "--quiet", path], stdout=file, check=True)
    export = [bench.options.analyzer, "export", "--quiet"]
    costs = bench.measure(
        {
            "bare scan": bench.scan(path),
            "export csv": [*export, path],
            "export jsonl": [*export, "--format", "jsonl", path],
            "import csv": [bench.options.analyzer, "import", "--quiet", "--force", csv, "--output", again],
        },
        rounds,
    )
    rows = processes * ticks
    lines = [
        f"{processes} processes x {ticks} ticks, {rows} rows filled in, {os.path.getsize(csv) / MIB / MIB:.0f} MiB of CSV",
        "",
        "| | CPU | rows a second of CPU | CPU / bare scan | resident | target |",
        "|---|---|---|---|---|---|",
    ]
    targets = {"export csv": "1 million rows a second", "import csv": "< 200 MiB"}
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {cost.text('cpu', 's')} | {rows / max(1e-9, cost.of('cpu')[0]):.3g} "
            f"| {ratio(cost, costs['bare scan'], 'cpu')} | {cost.text('resident_mib', 'MiB', 0)} | {targets.get(name, '')} |"
        )
    return lines


def scaling_points(bench, sizes, rounds):
    points = []
    for processes, ticks in sizes:
        path = bench.make(processes, ticks)
        costs = bench.measure({"bare": bench.scan(path), "analyze": bench.analyze(path)}, rounds)
        points.append((processes, ticks, costs["bare"], costs["analyze"]))
    return points


def scaling_table(title, points):
    lines = [title, "", "| processes | ticks | CPU | ns a process-sample | CPU / bare scan |", "|---|---|---|---|---|"]
    for processes, ticks, bare, analyze in points:
        cpu = analyze.of("cpu")[0]
        lines.append(
            f"| {processes} | {ticks} | {analyze.text('cpu', 's', 3)} | {cpu * 1e9 / processes / ticks:.0f} "
            f"| {ratio(analyze, bare, 'cpu')} |"
        )
    return lines


def slope(points):
    """Of a line through the logarithms of CPU time against those of process-samples; 1 is linear."""
    places = [(math.log(p * t), math.log(analyze.of("cpu")[0])) for p, t, _, analyze in points]
    middle_x = statistics.mean(x for x, _ in places)
    middle_y = statistics.mean(y for _, y in places)
    rise = sum((x - middle_x) * (y - middle_y) for x, y in places)
    return rise / sum((x - middle_x) ** 2 for x, _ in places)


def plot(lines_of_points):
    """CPU time against process-samples, both logarithmic, with a line of slope 1 for each."""
    width, height, margin = 640, 400, 60
    samples = [p * t for points in lines_of_points.values() for p, t, _, _ in points]
    times = [a.of("cpu")[0] for points in lines_of_points.values() for _, _, _, a in points]
    low_x, high_x = math.floor(math.log10(min(samples))), math.ceil(math.log10(max(samples)))
    low_y, high_y = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def place(sample, seconds):
        x = margin + (math.log10(sample) - low_x) / max(1, high_x - low_x) * (width - 2 * margin)
        y = height - margin - (math.log10(seconds) - low_y) / max(1, high_y - low_y) * (height - 2 * margin)
        return x, y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{width / 2}" y="{height - 15}" text-anchor="middle">process-samples</text>',
        f'<text x="15" y="{margin - 20}">CPU seconds; grey: proportional</text>',
    ]
    for power in range(low_x, high_x + 1):
        x, y = place(10.0**power, 10.0**low_y)
        parts.append(f'<text x="{x:.0f}" y="{y + 20:.0f}" text-anchor="middle">1e{power}</text>')
        parts.append(f'<line x1="{x:.0f}" y1="{y:.0f}" x2="{x:.0f}" y2="{margin}" stroke="#ddd"/>')
    for power in range(low_y, high_y + 1):
        x, y = place(10.0**low_x, 10.0**power)
        parts.append(f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">1e{power}</text>')
        parts.append(f'<line x1="{x:.0f}" y1="{y:.0f}" x2="{width - margin}" y2="{y:.0f}" stroke="#ddd"/>')
    for (name, points), color in zip(lines_of_points.items(), ("#1f77b4", "#d62728")):
        last_samples, last_time = points[-1][0] * points[-1][1], points[-1][3].of("cpu")[0]
        first_samples = points[0][0] * points[0][1]
        even = [place(first_samples, last_time * first_samples / last_samples), place(last_samples, last_time)]
        parts.append('<polyline fill="none" stroke="#999" stroke-dasharray="4" points="%s"/>'
                     % " ".join(f"{x:.1f},{y:.1f}" for x, y in even if y <= height - margin + 40))
        places = [place(p * t, a.of("cpu")[0]) for p, t, _, a in points]
        parts.append(f'<polyline fill="none" stroke="{color}" points="%s"/>' % " ".join(f"{x:.1f},{y:.1f}" for x, y in places))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places]
        x, y = places[-1]
        parts.append(f'<text x="{x:.0f}" y="{y - 10:.0f}" text-anchor="end" fill="{color}">{name}</text>')
    return "\n".join(parts + ["</svg>", ""])


def scaling(bench, fixed_processes, lengths, fixed_ticks, counts, rounds):
    of_length = scaling_points(bench, [(fixed_processes, ticks) for ticks in lengths], rounds)
    of_count = scaling_points(bench, [(processes, fixed_ticks) for processes in counts], rounds)
    if bench.options.plot:
        with open(bench.options.plot, "w", encoding="utf-8") as file:
            file.write(plot({"ticks": of_length, "processes": of_count}))
    lines = scaling_table("Against the length", of_length) + [""]
    lines += scaling_table("Against the number of processes", of_count)
    # The smallest is mostly the start of the program.
    return lines + [
        "",
        f"Exponents, by the larger two decades: {slope(of_length[1:]):.2f} and {slope(of_count[1:]):.2f}; "
        "target: 1 (linear).",
    ]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maker", required=True, help="make-recording")
    parser.add_argument("--scan", required=True, help="bare-scan")
    parser.add_argument("--analyzer", required=True, help="tidemark-analyzer")
    parser.add_argument("--change", type=float, default=0.1, help="probability with which a process changes at a tick")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--short", action="store_true", help="tiny recordings: that everything still runs")
    parser.add_argument("--markdown", help="write the tables here, too")
    parser.add_argument("--plot", help="write the plot of the scaling here, as SVG")
    return parser.parse_args()


def main():
    options = parse_options()
    for name in [name for name in os.environ if name.startswith("TIDEMARK_")]:
        del os.environ[name]
    shrink = 100 if options.short else 1
    rounds = 1 if options.short else options.rounds
    with tempfile.TemporaryDirectory(prefix="tidemark-bench-") as directory:
        bench = Bench(options, directory)
        lines = ["## Analysis", ""]
        lines += whole_table(bench, 1000 // shrink, 86_400 // shrink, rounds)
        lines += [""] + still_table(bench, 200 // shrink, 86_400 // shrink, rounds)
        lines += [""] + short_lives_table(bench, 50, [count // shrink for count in (10_000, 100_000, 1_000_000)])
        lines += [""] + exchange_table(bench, 200 // shrink, 8_640 // shrink, rounds)
        lengths = [length // shrink for length in (864, 8_640, 86_400, 864_000)]
        counts = [max(1, count // shrink) for count in (10, 100, 1_000, 10_000)]
        lines += [""] + scaling(bench, max(1, 100 // shrink), lengths, 8_640 // shrink, counts, rounds)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
