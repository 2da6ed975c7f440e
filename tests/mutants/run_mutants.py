#!/usr/bin/env python3
"""Mutates the sources one place at a time and says which mutants the tests of their folder let pass. README.md explains it."""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import typing

sys.dont_write_bytecode = True  # nothing beside the sources
from mutations import mutate, mutations_of, pick

FOLDERS = ("schema", "recorder", "analyzer/numbers", "analyzer/growth", "analyzer/lbr", "analyzer/judge", "analyzer/lives",
           "analyzer/recordings")
CONFIGURE = ("-G", "Ninja", "-DTIDEMARK_TESTS=ON", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1",
             "-DCMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE=PRE_TEST")  # building runs no mutant
KILLED, TIMED_OUT, SURVIVED, INVALID = "killed", "timed out", "survived", "does not compile"
GIBIBYTE = 1 << 30


class Trouble(Exception):
    """What keeps the mutants from being tried at all."""


def tests_of(root, folder):
    """Returns the names of the test programs of a folder, without one that measures the recorder's memory and may fail on a busy
    machine; none where the folder is tested by scenarios alone."""
    script = root / "tests" / folder / "CMakeLists.txt"
    return re.findall(r"^\s*tidemark_add_tests\((\w+_tests)\b", script.read_text(), re.MULTILINE) if script.exists() else []


def files_of(root):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, check=True, capture_output=True, text=True)
    return [file for file in listed.stdout.split("\0") if file and (root / file).is_file()]


def is_mutated(root, file):
    folder = os.path.dirname(file)
    return file.endswith(".cpp") and any(f"{folder}/".startswith(f"{one}/") for one in FOLDERS) and bool(tests_of(root, folder))


class Copy:
    """A copy of the tree, in which one file at a time is mutated, and its build."""

    def __init__(self, root, directory):
        self.root, self.tree, self.build_directory = root, directory / "tree", directory / "build"
        self.original = None  # of what is mutated: a path and its text
        self.limits = {}  # of folders

    def refresh(self):
        """Makes the copy like the tree; what is alike already keeps its time stamp, and its objects."""
        files = files_of(self.root)
        for path in sorted(self.tree.rglob("*")):
            if path.is_file() and str(path.relative_to(self.tree)) not in files:
                path.unlink()
        for file in files:
            source, copy = self.root / file, self.tree / file
            if not copy.exists() or copy.read_bytes() != source.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, copy)

    def configure(self):
        ccache = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        command = ["cmake", "-S", self.tree, "-B", self.build_directory, *CONFIGURE, *ccache]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Trouble(f"cmake could not configure the build:\n{done.stderr}")

    def mutate(self, mutation):
        self.restore()
        path = self.tree / mutation.file
        self.original = (path, path.read_text())
        path.write_text(mutate(self.original[1], mutation))

    def restore(self):
        if self.original:
            path, text = self.original
            path.write_text(text)
            self.original = None

    def build(self, folder):
        """Builds the tests of a folder; returns the first error, or None."""
        done = subprocess.run(["cmake", "--build", self.build_directory, "--target", *tests_of(self.root, folder)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode == 0:
            return None
        return next((line for line in done.stdout.splitlines() if "error" in line), done.stdout[-500:])

    def run(self, folder, limits):
        """Runs the tests of a folder within `limits`; returns an outcome, and what decided it."""
        directory = self.build_directory / "tests" / folder
        for program in tests_of(self.root, folder):
            with tempfile.TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as scratch:
                os.chmod(scratch, 0o755)  # some tests go on as another user
                outcome, by = run_program(directory / program, directory, scratch, limits)
            if outcome != SURVIVED:
                return outcome, by
        return SURVIVED, ""

    def limits_of(self, folder):
        """Returns how long the tests of a folder may take, by how long they take without a mutation."""
        if folder not in self.limits:
            self.restore()
            error = self.build(folder)
            if error:
                raise Trouble(f"the tests of {folder} do not build: {error}")
            begun, used = time.monotonic(), cpu_of_children()
            outcome, by = self.run(folder, Limits(600, 600))
            if outcome != SURVIVED:
                raise Trouble(f"the tests of {folder} fail without a mutation: {by}")
            self.limits[folder] = Limits(60 + 10 * (time.monotonic() - begun), 10 + int(5 * (cpu_of_children() - used)))
        return self.limits[folder]

    def attempt(self, mutation):
        folder = os.path.dirname(mutation.file)
        limits = self.limits_of(folder)
        self.mutate(mutation)
        error = self.build(folder)
        return (INVALID, error) if error else self.run(folder, limits)


class Limits(typing.NamedTuple):
    """How long a program may take: a loop without end shows by the processor's time, however busy the machine is."""
    seconds: float
    cpu_seconds: int


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def limit_resources(cpu_seconds):
    """A mutant that goes wild takes no machine with it."""
    for kind, most in ((resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_AS, 8 * GIBIBYTE), (resource.RLIMIT_FSIZE, GIBIBYTE), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def run_program(program, directory, scratch, limits):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDEMARK_")}
    environment |= {"TMPDIR": scratch, "GTEST_FAIL_FAST": "1"}
    process = subprocess.Popen([program], cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                               preexec_fn=lambda: limit_resources(limits.cpu_seconds))
    try:
        output, _ = process.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return TIMED_OUT, f"{limits.seconds:.0f} s"
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # with what it may have started
        except ProcessLookupError:
            pass
        process.wait()
    if process.returncode == 0:
        return SURVIVED, ""
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return TIMED_OUT, f"{limits.cpu_seconds} s of the processor"
    failed = re.search(r"^\[  FAILED  \] (\S+?),? ", output, re.MULTILINE)
    return KILLED, failed.group(1) if failed else f"status {process.returncode}"


class Results:
    """What is known from earlier runs: a line of JSON for each mutant tried, the last one of it counting."""

    def __init__(self, root, path):
        self.root, self.path, self.known, self.states = root, path, {}, {}
        for line in path.read_text().splitlines() if path.exists() else []:
            result = json.loads(line)
            self.known[(result["file"], result["line"], result["mutated"], result["repeat"])] = result

    def state_of(self, folder):
        """Returns what differs once a source or a test of the folder does; looked at once, for what is tried is a copy."""
        if folder not in self.states:
            digest = hashlib.sha256()
            for path in sorted((*(self.root / folder).iterdir(), *(self.root / "tests" / folder).iterdir())):
                digest.update(path.read_bytes() if path.is_file() else b"")
            self.states[folder] = digest.hexdigest()[:16]
        return self.states[folder]

    def find(self, mutation):
        """What was killed stays so; a survivor is tried again once its folder has changed."""
        result = self.known.get(mutation.key)
        if result and result["outcome"] == SURVIVED and result["state"] != self.state_of(os.path.dirname(mutation.file)):
            return None
        return result

    def add(self, mutation, outcome, by):
        file, line, mutated, repeat = mutation.key
        result = {"file": file, "line": line, "mutated": mutated, "repeat": repeat, "outcome": outcome, "by": by,
                  "state": self.state_of(os.path.dirname(file))}
        self.known[mutation.key] = result
        with self.path.open("a") as file_of_results:
            file_of_results.write(json.dumps(result) + "\n")


def read_accepted(path):
    """Returns the reasons of accepted survivors by (file, line, mutated line); the entries are parted by empty lines."""
    accepted = {}
    for entry in re.split(r"\n\s*\n", path.read_text() if path.exists() else ""):
        lines = [line.strip() for line in entry.splitlines() if line.strip() and not line.startswith("#")]
        if lines:
            if len(lines) != 4:
                raise Trouble(f"{path}: an entry is a file, a line, the mutated line and a reason, each on a line:\n{entry}")
            accepted[tuple(lines[:3])] = lines[3]
    return accepted


def stale_entries(accepted, mutations, results):
    there = {mutation.key[:3] for mutation in mutations}
    killed = {key[:3] for key, result in results.known.items() if result["outcome"] in (KILLED, TIMED_OUT)}
    for entry in accepted:
        if entry not in there:
            yield entry, "there is no such mutation any more"
        elif entry in killed:
            yield entry, "a test kills it"


def show(mutation, note=""):
    print(f"  {mutation.file}:{mutation.number + 1}{note}\n    - {mutation.line.strip()}\n    + {mutation.mutated.strip()}")


def report(picked, every, accepted, results):
    """Prints the figure and the survivors; returns how many of these are not accepted."""
    outcomes = collections.Counter(results.find(mutation)["outcome"] for mutation in picked)
    killed = outcomes[KILLED] + outcomes[TIMED_OUT]
    compiled = killed + outcomes[SURVIVED]
    survivors = [mutation for mutation in picked if results.find(mutation)["outcome"] == SURVIVED]
    for mutation in survivors:
        if mutation.key[:3] in accepted:
            show(mutation, f" survived, which is accepted: {accepted[mutation.key[:3]]}")
    fresh = [mutation for mutation in survivors if mutation.key[:3] not in accepted]
    for mutation in fresh:
        show(mutation, " SURVIVED")
    for entry, reason in stale_entries(accepted, every, results):
        print(f"note: survivors.txt is stale, {reason}: {' | '.join(entry)}")
    share = f" ({100 * killed / compiled:.1f} %)" if compiled else ""
    print(f"mutants: {len(picked)} tried of {len(every)}, {compiled} compiled, {killed} of these killed{share}, "
          f"{outcomes[TIMED_OUT]} of them by the time limit; {len(survivors)} survived, {len(fresh)} of these without a reason")
    return len(fresh)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=220, help="how many mutants (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="chooses which (default %(default)s)")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2], help="of the sources")
    parser.add_argument("sources", nargs="*", metavar="FILE", help="only of these sources, paths from the root")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    directory = root / "build" / "mutants"
    directory.mkdir(parents=True, exist_ok=True)
    every = []
    for file in files_of(root):
        if is_mutated(root, file):
            every += mutations_of(file, (root / file).read_text())
    picked = pick([one for one in every if not arguments.sources or one.file in arguments.sources],
                  arguments.number, arguments.seed)
    results = Results(root, directory / "results.jsonl")
    accepted = read_accepted(root / "tests" / "mutants" / "survivors.txt")
    left = [mutation for mutation in picked if results.find(mutation) is None]
    if left:
        copy = Copy(root, directory)
        copy.refresh()
        for mutation in left:
            results.state_of(os.path.dirname(mutation.file))
        copy.configure()
    for number, mutation in enumerate(left, 1):
        outcome, by = copy.attempt(mutation)
        results.add(mutation, outcome, by)
        print(f"{number}/{len(left)} {mutation.file}:{mutation.number + 1} {outcome} {by}".rstrip(), flush=True)
    return 1 if report(picked, every, accepted, results) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        sys.exit(2)
