"""What stands in for the two programs: a recorder that only listens, and programs that only behave like the two."""

import contextlib
import json
import os
import pathlib
import selectors
import signal
import socket
import stat
import struct
import sys
import threading
import time

RECORDER = """#!/bin/sh
exec {python} - "$@" << 'EOT'
import os, signal, socket, sys, time
option = dict(zip(sys.argv[2::2], sys.argv[3::2]))
open("{place}/recorder-pids", "a").write(f"{{os.getpid()}} ")
open("{place}/recorder-command", "w").write(" ".join(sys.argv[1:]))
open(option["--output"], "w").close()
{before}
marks = socket.socket(socket.AF_UNIX, socket.{kind})
marks.bind(option["--socket"])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while True:
    time.sleep({sleep})
    {then}
EOT
"""
ANALYZER = """#!/bin/sh
case $* in *--dry-run) {checking} exit 0 ;; esac
printf '%s\\n' "$*" > {place}/analyzer-command
for option; do case $option in json=*) cp {place}/report.json "${{option#json=}}" ;; html=*) : > "${{option#html=}}" ;; esac; done
printf 'Verdict: {verdict}\\n1 process judged.\\n'
{then}
"""


class Listener:
    """Stands in for a recorder: keeps the marks that come, as datagrams or as lines, each with its sender's PID."""

    def __init__(self, path):
        self.path = str(path)
        self.marks = []
        self.held_kib = []  # of each mark
        self._ready = selectors.DefaultSelector()
        self._is_done = False
        self._listen(socket.SOCK_DGRAM, self.path, self._take_datagram)
        self._listen(socket.SOCK_STREAM, self.path + ".stream", self._accept).listen()
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def close(self):
        """Returns all marks as (kind, name, PID)."""
        if self._thread.is_alive():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"", self.path)
            self._thread.join()
            for key in list(self._ready.get_map().values()):
                key.fileobj.close()
        return self.marks

    def texts(self):
        return [f"{kind} {name}" for kind, name, _ in self.close()]

    def _listen(self, kind, path, action):
        listening = socket.socket(socket.AF_UNIX, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        listening.bind(path)
        self._ready.register(listening, selectors.EVENT_READ, action)
        return listening

    def _take(self):
        while not self._is_done:
            for key, _ in self._ready.select():
                key.data(key.fileobj)

    def _take_datagram(self, datagrams):
        text, control, _, _ = datagrams.recvmsg(4096, socket.CMSG_SPACE(struct.calcsize("3i")))
        self._is_done = not text
        if text:
            self._keep(text, struct.unpack("3i", control[0][2])[0])

    def _accept(self, listening):
        connection, _ = listening.accept()
        self._ready.register(connection, selectors.EVENT_READ, self._take_lines)

    def _take_lines(self, connection):
        try:
            lines = connection.recv(4096).splitlines()
        except ConnectionResetError:  # it has ended without reading its answers
            lines = []
        if not lines:
            self._ready.unregister(connection)
            connection.close()
        for line in lines:
            self._keep(line, None)
            with contextlib.suppress(BrokenPipeError):
                connection.send(b"ok\n")

    def _keep(self, text, sender):
        kind, _, name = text.decode(errors="surrogateescape").partition(" ")
        kind, _, held = kind.partition(":")
        self.marks.append((kind, name, sender))
        self.held_kib.append(int(held) if held else None)


def write_program(path, text):
    path.write_text(text)
    path.chmod(stat.S_IRWXU)


def make_programs(place, processes=(), tests=(), before="", then="pass", kind="SOCK_DGRAM", checking="", judging="", sleep=60):
    """Puts a recorder and an analyzer into a directory, and returns it.

    processes, tests  what the analyzer reports
    before, then      what the recorder does as it starts, and each `sleep` seconds
    kind              of its socket
    checking          what the analyzer does with --dry-run; shell
    judging           what it does in the end otherwise
    """
    verdict = processes[0]["verdict"] if processes else "clean"
    (place / "report.json").write_text(json.dumps({"verdict": verdict, "processes": processes, "groups": [], "tests": tests}))
    write_program(place / "tidemark-recorder",
                  RECORDER.format(python=sys.executable, place=place, before=before, then=then, kind=kind, sleep=sleep))
    write_program(place / "tidemark-analyzer", ANALYZER.format(place=place, verdict=verdict, checking=checking, then=judging))
    return place


def recorders_of(place):
    return [int(pid) for pid in (place / "recorder-pids").read_text().split()]


def is_running(place):
    pid = recorders_of(place)[-1]
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if "Z" in pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
                return False
        except OSError:
            return False
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return True


def leaking(*tests, verdict="leak", suppressed=None):
    return [{"pid": 7, "name": "python3", "verdict": verdict, "reason": "grows",
             "findings": [{"verdict": verdict, "tests": list(tests), "suppressed": suppressed}]}]
