"""A service that keeps what each request brings: service.py SECONDS [listen] [handle]

`listen` has it listen on a socket; `handle` ends it with status 0 at SIGTERM, as servers do that stop in order.
"""

import signal
import socket
import sys
import time

KEPT_A_REQUEST = 60_000
REQUEST_SECONDS = 0.02


def main():
    options = sys.argv[2:]
    if "handle" in options:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    listening = socket.socket()
    if "listen" in options:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
    kept, end = [], time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        kept.append(bytearray(KEPT_A_REQUEST))
        time.sleep(REQUEST_SECONDS)


main()
