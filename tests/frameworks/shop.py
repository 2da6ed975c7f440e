#!/usr/bin/env python3
"""What the example projects test.

Usage: shop.py serve PORT_FILE [leaks]   answers a line for each line, and works with a MB for each; where it leaks, it keeps that
       shop.py ask PORT_FILE             asks once, and takes a third of a second over it
       shop.py leak SECONDS              keeps 4 MB a second
"""

import contextlib
import os
import pathlib
import socket
import socketserver
import sys
import time

SIZE = 1_000_000
PAUSE_SECONDS = 0.15
BYTES_PER_SECOND = 4_000_000
kept = []


class Requests(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            work = os.urandom(SIZE)
            if sys.argv[3:] == ["leaks"]:
                kept.append(work)
            self.wfile.write(line)


def serve(port_file):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Requests) as server:
        whole = port_file.with_suffix(".new")
        whole.write_text(str(server.server_address[1]))
        whole.rename(port_file)
        server.serve_forever()


def connect(port_file):
    while not port_file.exists():
        time.sleep(0.01)
    return socket.create_connection(("127.0.0.1", int(port_file.read_text())))


@contextlib.contextmanager
def pauses():
    """Keeps what is done within a test away from its ends: growth is seen from one scan to the next, 100 ms later."""
    time.sleep(PAUSE_SECONDS)
    yield
    time.sleep(PAUSE_SECONDS)


def ask(connection):
    with pauses():
        connection.sendall(b"please\n")
        if connection.recv(100) != b"please\n":
            sys.exit("another answer")


def leak(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kept.append(os.urandom(SIZE))
        time.sleep(SIZE / BYTES_PER_SECOND)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(pathlib.Path(sys.argv[2]))
    elif sys.argv[1] == "ask":
        ask(connect(pathlib.Path(sys.argv[2])))
    else:
        leak(float(sys.argv[2]))
