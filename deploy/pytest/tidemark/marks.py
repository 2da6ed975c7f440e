"""Tells a recorder where tests begin and end, by datagrams; deploy/marks/README.md has the protocol."""

import hashlib
import os
import socket
import struct
from time import monotonic

SERVICE_SOCKET = "/run/tidemark/recorder.sock"
MOST_NAME_BYTES = 1000
SILENCE_SECONDS = 1.0
SEND_TIMEOUT = struct.pack("@ll", 0, 100_000)  # a timeval


def shorten(name, most=MOST_NAME_BYTES):
    """Returns a name as bytes; a longer one is cut, and a digest of the whole keeps it apart from others."""
    whole = name.encode(errors="backslashreplace")
    if len(whole) <= most:
        return whole
    tail = b"..." + hashlib.sha256(whole).hexdigest()[:16].encode() + (b"]" if whole.endswith(b"]") else b"")
    return whole[: most - len(tail)].decode(errors="ignore").encode() + tail


class Marks:
    """Sends marks and never fails: where no recorder takes them, it is silent and asks again after a second.

    held_kib  tells what this process holds as it marks; None where it does not know
    """

    def __init__(self, path=None, held_kib=lambda: None):
        self._held_kib = held_kib
        self._path = path or os.environ.get("TIDEMARK_SOCKET") or SERVICE_SOCKET
        self._silent_until = 0.0
        # Now, since a test may put something else in place of sockets.
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, SEND_TIMEOUT)

    def begin(self, name):
        self._send(b"begin", name)

    def end(self, name):
        self._send(b"end", name)

    def note(self, text):
        self._send(b"note", text)

    def close(self):
        self._socket.close()

    def _send(self, kind, name):
        if self._silent_until and monotonic() < self._silent_until:
            return
        held = None if kind == b"note" else self._held_kib()
        text = kind + (b" " if held is None else b":%d " % held) + (shorten(name) if isinstance(name, str) else name)
        try:
            self._socket.sendto(text, self._path)
            self._silent_until = 0.0
        except OSError:
            self._silent_until = monotonic() + SILENCE_SECONDS
