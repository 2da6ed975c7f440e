#!/usr/bin/env python3
"""Measures whether the stacks of page faults tell where programs leak: see --help."""
import argparse
import bisect
import collections
import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path(__file__).resolve().parent / "stack_programs"
CXX = ["g++", "-std=c++17", "-O2", "-fomit-frame-pointer", SOURCES / "service.cpp"]
STACKS = """
    SELECT t.faults, t.samples, s.is_whole,
           (SELECT json_group_array(json_array(f.symbol, f.address, m.path))
            FROM (SELECT value FROM json_each(s.frames) ORDER BY key) AS j
            JOIN frame AS f ON f.id = j.value LEFT JOIN module AS m ON m.id = f.module)
    FROM (SELECT stack, sum(faults) AS faults, sum(samples) AS samples FROM {} GROUP BY stack) AS t
    JOIN stack AS s ON s.id = t.stack"""


class Case:
    """A program that leaks in one function.

    kind     its language
    leak     what the name of the function that leaks begins with
    own      what the names of all of its own begin with: the others are its libraries' and runtime's
    build    (place) -> its command; the word SECONDS stands for how long it is to run, which otherwise comes last
    needs    programs, and libraries that are preloaded
    counts   whether what comes out counts: is there anything that could name the function?
    symbols  (place) -> a file with the symbols that the program lacks
    """

    def __init__(self, name, kind, leak, own, build, *, needs=(), counts=True, symbols=None):
        self.name, self.kind, self.leak, self.own = name, kind, re.compile(leak), re.compile(own)
        self.build, self.needs, self.counts, self.symbols = build, needs, counts, symbols
        self.preload = None


def compiled(*command, run=()):
    """Builds `service` by a command, which takes `-o`."""
    def build(place):
        subprocess.run([*command, "-o", place / "service"], check=True)
        return [place / "service", *run]
    return build


def with_plugin(place):
    plugin = place / "plugin.so"
    subprocess.run(["g++", "-std=c++17", "-O2", "-shared", "-fPIC", SOURCES / "plugin.cpp", "-o", plugin], check=True)
    subprocess.run([*CXX, "-o", place / "service"], check=True)
    return [place / "service", "SECONDS", "0", plugin]


def stripped(place):
    subprocess.run([*CXX, "-o", place / "unstripped"], check=True)
    subprocess.run(["strip", "-o", place / "service", place / "unstripped"], check=True)
    return [place / "service"]


def build_go(place):
    subprocess.run(["go", "build", "-o", place / "service", SOURCES / "service.go"], check=True,
                   env={"GOCACHE": str(place / "cache"), "HOME": str(place), **os.environ})
    return [place / "service"]


def find_library(name):
    """Where an allocator's library is; None where it is not installed."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    found = re.search(rf"{re.escape(name)}\S* .*=> (\S+)", listed)
    return found[1] if found else None


def script(interpreter, *options, name):
    return lambda place: [interpreter, *options, SOURCES / name]


def find_python(version):
    found = shutil.which(f"python{version}")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    kept = sorted(pathlib.Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    return str(kept[-1]) if kept else f"python{version}"


CXX_OWN, CXX_LEAK = r"service::|main$|remember$", r"(service::SessionCache::)?remember\b"
NODE = ("node", "--perf-basic-prof", "--interpreted-frames-native-stack")
NODE_OWN = r"\S*[:~*^+]?\S* .*/stack_programs/"
C, C_OWN, C_LEAK = compiled("gcc", "-O2", SOURCES / "service.c"), r"(?!_)", "open_session$"
PYTHON_11, PYTHON_12 = find_python("3.11"), find_python("3.12")
JAVA = ("java", "-XX:+PreserveFramePointer", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DumpPerfMapAtExit")
CASES = [
    Case("C", "C", C_LEAK, C_OWN, C, needs=("gcc",)),
    Case("C, jemalloc", "C", C_LEAK, C_OWN, C, needs=("gcc", "libjemalloc.so")),
    Case("C, tcmalloc", "C", C_LEAK, C_OWN, C, needs=("gcc", "libtcmalloc")),
    Case("C++", "C++", CXX_LEAK, CXX_OWN, compiled(*CXX), needs=("g++",)),
    Case("C++, 8 threads", "C++", CXX_LEAK, CXX_OWN, compiled(*CXX, run=("SECONDS", "8")), needs=("g++",)),
    Case("C++, static", "C++", CXX_LEAK, CXX_OWN, compiled(*CXX, "-static"), needs=("g++",)),
    Case("C++, stripped", "C++", CXX_LEAK, CXX_OWN, stripped, needs=("g++", "strip"),
         symbols=lambda place: place / "unstripped"),
    Case("C++, plugin", "C++", CXX_LEAK, CXX_OWN, with_plugin, needs=("g++",)),
    Case("C++, jemalloc", "C++", CXX_LEAK, CXX_OWN, compiled(*CXX), needs=("g++", "libjemalloc.so")),
    Case("C++, tcmalloc", "C++", CXX_LEAK, CXX_OWN, compiled(*CXX), needs=("g++", "libtcmalloc")),
    Case("Rust", "Rust", r"service::remember\b", r"service::", compiled("rustc", "-O", SOURCES / "service.rs"), needs=("rustc",)),
    Case("Go", "Go", r"main\.remember$", r"main\.", build_go, needs=("go",)),
    Case("Node, arrays", "Node", r"\S*\bremember ", NODE_OWN, script(*NODE, name="arrays.js"), needs=("node",)),
    Case("Node, listeners", "Node", r"\S*\bsubscribe ", NODE_OWN, script(*NODE, name="listeners.js"), needs=("node",)),
    Case("Node, Buffers", "Node", r"\S*\barchive ", NODE_OWN, script(*NODE, name="buffers.js"), needs=("node",)),
    Case("Python 3.12 -X perf", "Python", r"py::remember:", r"py::.*/stack_programs/",
         script(PYTHON_12, "-X", "perf", name="service.py"), needs=(PYTHON_12,)),
    # Nothing names their functions while they run.
    Case("Python 3.11", "Python", r"py::", r"py::", script(PYTHON_11, name="service.py"), needs=(PYTHON_11,), counts=False),
    Case("Java", "Java", r"\S*Service::remember", r"\S*Service::", script(*JAVA, name="Service.java"), needs=("java",),
         counts=False),
]


def missing(case):
    """What a case needs and is not here; None: nothing."""
    for need in case.needs:
        if need.startswith("lib"):
            case.preload = find_library(need)
            if case.preload is None:
                return need
        elif not shutil.which(need):
            return need
    return None


def demangle(names):
    names = sorted({name for name in names if name})
    if not names:
        return {}
    told = subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True).stdout.split("\n")
    # Rust's names end in a hash.
    return {name: re.sub(r"::h[0-9a-f]{16}$", "", short) for name, short in zip(names, told)}


def symbols_of(program):
    """The functions of a file: where they start, and their names."""
    told = subprocess.run(["nm", "--defined-only", "-n", program], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines()]
    functions = [(int(address, 16), name) for address, kind, name in rows if kind in "tTwW"]
    return [address for address, _ in functions], [name for _, name in functions]


def read_stacks(recording, case, place, table):
    """Of `fault_stack`, or of `kept_stack`: [(faults, samples, is_whole, [name of each frame, innermost first])]; the samples lost."""
    with contextlib.closing(sqlite3.connect(f"file:{recording}?mode=ro", uri=True)) as database:
        why = database.execute("SELECT fault_stacks FROM session").fetchone()[0]
        if why not in ("on", "kept"):
            sys.exit(f"page faults may not be sampled here: {why}")
        rows = [(faults, samples, whole, json.loads(frames)) for faults, samples, whole, frames in database.execute(STACKS.format(table))]
        lost = database.execute("SELECT coalesce(sum(fault_samples_lost), 0) FROM tick").fetchone()[0]
    if case.symbols:
        starts, names = symbols_of(case.symbols(place))
        for _, _, _, frames in rows:
            for frame in frames:
                if frame[0] is None and frame[1] is not None and (frame[2] or "").endswith("/service"):
                    at = bisect.bisect_right(starts, frame[1]) - 1
                    frame[0] = names[at] if at >= 0 else None
    short = demangle(frame[0] for _, _, _, frames in rows for frame in frames)
    return [(faults, samples, whole, [(short.get(symbol), path) for symbol, _, path in frames])
            for faults, samples, whole, frames in rows], lost


def remove_code_maps(recording):
    """What the recorded processes have written of the code that they made."""
    with contextlib.closing(sqlite3.connect(f"file:{recording}?mode=ro", uri=True)) as database:
        for (pid,) in database.execute("SELECT pid FROM process"):
            pathlib.Path(f"/tmp/perf-{pid}.map").unlink(missing_ok=True)


def is_own(case, symbol, path):
    # What makes texts is called by all of them.
    if symbol is None or not case.own.match(symbol) or re.search(r"\bmake_?[tT]ext\b", symbol):
        return False
    # C has no names of its own: there it is the file that tells.
    return case.kind != "C" or (path or "").endswith("/service")


def judge(case, stacks):
    """Faults by the innermost function of the program's own, and those of stacks that go through the leaking one."""
    by_function, through = collections.Counter(), 0
    for faults, _, _, frames in stacks:
        own = [symbol for symbol, path in frames if is_own(case, symbol, path)]
        by_function[own[0] if own else None] += faults
        through += faults if any(case.leak.match(symbol) for symbol in own) else 0
    return by_function, through


def print_foreign(case, stacks):
    """The stacks without a function of the program's own, the heaviest first: why is that?"""
    heaviest = sorted(stacks, key=lambda stack: -stack[0])
    foreign = [stack for stack in heaviest if not any(is_own(case, *frame) for frame in stack[3])]
    for faults, _, whole, frames in foreign[:6]:
        print(f"    {faults:6} {'whole' if whole else 'cut'}: "
              + " < ".join(symbol or f"[{os.path.basename(path or '?')}]" for symbol, path in frames[:14]), file=sys.stderr)


def measure(case, options):
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        command = case.build(place)
        command = [str(part) for part in (command if "SECONDS" in command else [*command, "SECONDS"])]
        command[command.index("SECONDS")] = str(options.seconds)
        recording = place / "recording.tidemark"
        # Not the recorder itself is to run with it.
        preload = ["env", f"LD_PRELOAD={case.preload}"] if case.preload else []
        subprocess.run([options.recorder, "exec", "--fault-stacks", "kept", "--output", recording, "--", *preload, *command], check=True,
                       stdout=subprocess.DEVNULL, cwd=place)
        remove_code_maps(recording)
        if options.keep:
            shutil.copy(recording, options.keep / (re.sub(r"\W+", "-", case.name) + ".tidemark"))
        stacks, lost = read_stacks(recording, case, place, "fault_stack")
        kept, _ = read_stacks(recording, case, place, "kept_stack")
    samples, whole = sum(stack[1] for stack in stacks), sum(stack[1] for stack in stacks if stack[2])
    touched, keepers = Ranking(case, stacks), Ranking(case, kept)
    # As the analyzer has it: with fewer there is nothing to tell.
    is_told = keepers.samples >= 5
    is_first = (keepers if is_told else touched).rank == 1
    columns = [case.name, samples, lost, f"{100 * whole // samples if samples else 0} %", touched.share_of_leak,
               touched.rank or "-", keepers.samples, keepers.share_of_leak, keepers.share_through, keepers.rank or "-",
               ("yes" if is_first else "no") + ("" if case.counts else ", not counted"),
               (keepers if is_told else touched).others()]
    print("|", " | ".join(str(column) for column in columns), "|", flush=True)
    if options.foreign:
        print_foreign(case, kept if is_told else stacks)
    return is_first


class Ranking:
    """The program's own functions by the weight of stacks that end in them."""

    def __init__(self, case, stacks):
        self.case = case
        self.by_function, through = judge(case, stacks)
        self.total = sum(self.by_function.values())
        self.samples = sum(stack[1] for stack in stacks)
        self.named = [name for name, _ in self.by_function.most_common() if name is not None]
        self.rank = next((i + 1 for i, name in enumerate(self.named) if case.leak.match(name)), None)
        self.share_of_leak = self.share(sum(self.by_function[name] for name in self.named if case.leak.match(name)))
        self.share_through = self.share(through)

    def share(self, weight):
        return f"{100 * weight / self.total:.0f} %" if self.total else "-"

    def others(self):
        """The heaviest that do not leak."""
        names = [name for name in self.named if not self.case.leak.match(name)][:2]
        return ", ".join(f"{clip(name)} {self.share(self.by_function[name])}" for name in names)


def clip(name):
    """A name without what it takes, and without a script's folder."""
    name = re.sub(r"\(.*| /\S*/|:/\S*", lambda found: " " if found[0].startswith(" /") else "", name)
    return f"`{name[:48]}`"


def read_arguments():
    parser = argparse.ArgumentParser(description="""Records programs in C, C++, Rust, Go, JavaScript, Python and Java, each of
        which leaks in one function among ten that only churn, by `tidemark-recorder exec`; sums the page faults of each stack, of what was
        touched first and of what was kept, under its innermost function that is the program's own, and prints whether the leaking
        function comes first. What is not
        installed is passed over. Nothing passes or fails by it.""")
    parser.add_argument("recorder", type=pathlib.Path, help="the program tidemark-recorder")
    parser.add_argument("--seconds", type=float, default=10, help="for which each program runs (default 10)")
    parser.add_argument("--rounds", type=int, default=1, help="how often (default 1)")
    parser.add_argument("--only", default=".", metavar="REGEX", help="only the programs in whose names this is found")
    parser.add_argument("--foreign", action="store_true", help="also print the heaviest stacks without a function of the "
                        "program's own")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIRECTORY", help="keep the recordings there")
    return parser.parse_args()


def main():
    options = read_arguments()
    options.recorder = options.recorder.resolve()
    os.environ["PATH"] += f":{pathlib.Path.home()}/.cargo/bin"
    print("| program | samples | lost | whole stacks | touched first by the leaking function | its rank | kept samples | "
          "of the leaking function | through it | its rank | first | next ones |\n"
          "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|")
    first, counted = 0, 0
    for case in [case for case in CASES if re.search(options.only, case.name)]:
        if lacks := missing(case):
            print(f"| {case.name} | {lacks} is not installed |")
            continue
        for _ in range(options.rounds):
            is_first = measure(case, options)
            counted += case.counts
            first += case.counts and is_first
    print(f"\nWhat is told names the leaking function first in {first} of {counted}.")


main()
