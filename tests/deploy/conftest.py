"""What these tests share: the plugin on the path, and a recorder that only listens."""

import contextlib
import os
import pathlib
import selectors
import socket
import struct
import threading

import pytest

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
pytest_plugins = ["pytester"]


class Listener:
    """Stands in for a recorder: keeps the marks that come, as datagrams or as lines, each with its sender's PID."""

    def __init__(self, path):
        self.path = str(path)
        self.marks = []
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
        self.marks.append((kind, name, sender))


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No test finds a recorder, or a setting, of whoever runs these tests."""
    for name in list(os.environ):
        if name.startswith(("TIDEMARK_", "PYTEST_")) and name not in ("PYTEST_CURRENT_TEST", "TIDEMARK_PROGRAMS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TIDEMARK_SOCKET", "/nonexistent/marks")
    monkeypatch.setenv("PYTHONPATH", str(DEPLOY / "pytest"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.syspath_prepend(str(DEPLOY / "pytest"))


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
