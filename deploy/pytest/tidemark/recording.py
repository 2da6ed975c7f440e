"""Runs the two programs: a recorder beside this process, and the analyzer on what it has recorded."""

import ctypes
import errno
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

PR_SET_PDEATHSIG = 1
INTERVAL = "100ms"  # as 'tidemark check' has it, where TIDEMARK_INTERVAL says nothing else
START_SECONDS = 10
STOP_SECONDS = 30
LONGEST_DIRECTORY = 80  # a socket's path has at most 107 bytes


class TidemarkError(Exception):
    """Why nothing could be recorded or judged, in one line."""


def find_program(name):
    found = shutil.which(name)
    if not found:
        raise TidemarkError(f"{name} is not among the commands; install the package tidemark, or add its place to PATH")
    return found


def last_line(text):
    """Returns what a program said last, without the program's name and the kind of message."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"^(tidemark-\w+: )?(error: )?", "", lines[-1]) if lines else "it does not say why"


def make_directory(path):
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TidemarkError(f"{path}: {error.strerror}") from error


def make_private_directory():
    """Makes a directory such as the recorder's own, which later recorders clear away where it was left behind."""
    parent = tempfile.gettempdir()
    path = os.path.join(parent if len(parent) <= LONGEST_DIRECTORY else "/tmp", "tidemark-" + secrets.token_hex(3))
    os.mkdir(path, 0o700)
    return path


def bind_to_parent():
    """Returns what has a child end when this thread does, also by SIGKILL; nothing where threads come and go."""
    if threading.current_thread() is not threading.main_thread():
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def end_with_parent():
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return end_with_parent


class Recorder:
    """A tidemark-recorder that records a process tree, or all processes, until it is stopped or this process ends."""

    def __init__(self, recording, *options):
        self.recording = pathlib.Path(recording)
        self._program = find_program("tidemark-recorder")
        self._directory = self._messages = self._process = None
        make_directory(self.recording.parent)
        try:
            if self.recording.exists():  # it is kept, as 'tidemark check' does
                self.recording.replace(f"{self.recording}.1")
            self._directory = make_private_directory()
            self.socket = os.path.join(self._directory, "marks")
            self._start(options)
            self._wait_until_it_listens()
        except OSError as error:
            self.stop()
            raise TidemarkError(f"{error.filename or self._program}: {error.strerror}") from error
        except BaseException:
            self.stop()
            raise

    def _start(self, options):
        command = [self._program, "run", "--output", self.recording, "--socket", self.socket,
                   "--exclude", "^tidemark-recorder$", *options]
        self._messages = tempfile.TemporaryFile("w+", errors="replace")
        # In a session of its own, so that a terminal's interrupt reaches the tests alone.
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._messages,
                                         env={"TIDEMARK_INTERVAL": INTERVAL, **os.environ}, start_new_session=True,
                                         preexec_fn=bind_to_parent())

    def stop(self):
        """Ends the recording. Returns what went wrong with it, nothing where it is complete."""
        process, self._process = self._process, None
        failure = self._end(process) if process else ""
        if self._directory:
            shutil.rmtree(self._directory, ignore_errors=True)
        return failure

    def _end(self, process):
        is_early = process.poll() is not None
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with self._messages:
            if is_early or process.returncode != 0:
                return f"the recorder ended{' early' if is_early else ''} with status {process.returncode}: {self._said()}"
        return ""

    def _said(self):
        self._messages.seek(0)
        return last_line(self._messages.read())

    def _wait_until_it_listens(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise TidemarkError(f"{self._program} does not start: {self._said()}")
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
                answer = probe.connect_ex(self.socket)
            if answer == 0:
                return
            if answer == errno.EPROTOTYPE:
                raise TidemarkError(f"{self._program} is too old: it takes no marks as datagrams")
            time.sleep(0.01)
        raise TidemarkError(f"{self._program} does not listen after {START_SECONDS} s: {self._said()}")


class Analysis:
    """What the analyzer is to be asked of a recording; its reports lie beside that.

    fail_on  what JUnit has as a failure
    """

    def __init__(self, recording, fail_on="leak"):
        self._recording = pathlib.Path(recording)
        self._json = self._recording.with_name("report.json")
        self._suppressions = self._recording.with_name("accepted.ini")
        self._command = [find_program("tidemark-analyzer"), "analyze", "--allow-insufficient", "--fail-on", fail_on,
                         "--report", "text"]
        for kind, ending in (("html", "html"), ("json", "json"), ("junit", "xml")):
            self._command += ["--report", f"{kind}={self._recording.with_name('report.' + ending)}"]

    def check(self):
        """Raises TidemarkError where the analyzer is too old, or a setting in the environment is wrong."""
        make_directory(self._recording.parent)
        self._run(["--dry-run"], "is too old, or cannot be used as it is set")

    def run(self, suppressions=""):
        """Returns the report in JSON, as a dictionary, and that in text.

        suppressions  a file's text, of growth that is accepted beside what TIDEMARK_SUPPRESS says; it lies beside the reports
        """
        arguments = [self._recording]
        if suppressions:
            self._suppressions.write_text(suppressions, encoding="utf-8")
            outer = os.environ.get("TIDEMARK_SUPPRESS")
            for path in [self._suppressions] + ([outer] if outer else []):
                arguments += ["--suppress", path]
        else:
            self._suppressions.unlink(missing_ok=True)
        text = self._run(arguments, f"cannot judge {self._recording}")
        return json.loads(self._json.read_text(encoding="utf-8")), text

    def _run(self, arguments, failure):
        outcome = subprocess.run([*self._command, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                 errors="replace", check=False)
        if outcome.returncode not in (0, 1):
            raise TidemarkError(f"{self._command[0]} {failure}: {last_line(outcome.stderr)}")
        return outcome.stdout
