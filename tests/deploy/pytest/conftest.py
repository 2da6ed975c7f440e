"""What the plugin's tests share: the plugin on the path, and a recorder that only listens."""

import os
import pathlib
import socket
import struct
import threading

import pytest

PLUGIN = pathlib.Path(__file__).resolve().parents[3] / "deploy" / "pytest"
pytest_plugins = ["pytester"]


class Listener:
    """Stands in for a recorder: keeps the marks that come, each with its sender's PID."""

    def __init__(self, path):
        self.path = str(path)
        self.marks = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._socket.bind(self.path)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self):
        """Returns all marks as (kind, name, PID)."""
        if self._thread.is_alive():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"", self.path)
            self._thread.join()
            self._socket.close()
        return self.marks

    def texts(self):
        return [f"{kind} {name}" for kind, name, _ in self.close()]

    def _listen(self):
        while True:
            text, control, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(struct.calcsize("3i")))
            if not text:
                return
            kind, _, name = text.decode(errors="surrogateescape").partition(" ")
            self.marks.append((kind, name, struct.unpack("3i", control[0][2])[0]))


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No test finds a recorder, or a setting, of whoever runs these tests."""
    for name in list(os.environ):
        if name.startswith(("TIDEMARK_", "PYTEST_")) and name not in ("PYTEST_CURRENT_TEST", "TIDEMARK_PROGRAMS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TIDEMARK_SOCKET", "/nonexistent/marks")
    monkeypatch.setenv("PYTHONPATH", str(PLUGIN))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.syspath_prepend(str(PLUGIN))


@pytest.fixture
def listener(tmp_path, monkeypatch):
    found = Listener(tmp_path / "marks")
    monkeypatch.setenv("TIDEMARK_SOCKET", found.path)
    yield found
    found.close()


@pytest.fixture
def run_tests(pytester):
    """Returns a function that runs a file of tests with the plugin."""

    def run(source, *options):
        pytester.makepyfile(test_it=source)
        return pytester.runpytest_subprocess("-p", "tidemark.plugin", *options, timeout=60)

    return run
