"""A process with children: family.py children|orphans|zombies|workers SECONDS

`children` hold memory and never end, nor do `orphans`, whose parent ends at once. `zombies` end at once, and nobody waits
for them. `workers` live for a moment each, one after the other, and start with all that their parent has gathered.
"""

import os
import sys
import time

HELD_BY_A_CHILD = 4_000_000
BETWEEN_CHILDREN_SECONDS = 0.7
GATHERED_A_WORKER = 3_000_000
WORKER_SECONDS = 1.0


def hold(end):
    held = bytearray(os.urandom(1024) * (HELD_BY_A_CHILD // 1024))
    while time.monotonic() < end and held:
        time.sleep(0.1)
    os._exit(0)


def start_child(kind, end):
    child = os.fork()
    if child == 0:
        if kind == "zombies" or (kind == "orphans" and os.fork() != 0):
            os._exit(0)
        hold(end)
    if kind == "orphans":
        os.waitpid(child, 0)


def run_worker():
    worker = os.fork()
    if worker == 0:
        time.sleep(WORKER_SECONDS)
        os._exit(0)
    os.waitpid(worker, 0)


def main():
    kind, end = sys.argv[1], time.monotonic() + float(sys.argv[2])
    gathered = []
    while time.monotonic() < end:
        if kind == "workers":
            gathered.append(bytearray(os.urandom(1024) * (GATHERED_A_WORKER // 1024)))
            run_worker()
        else:
            start_child(kind, end)
            time.sleep(BETWEEN_CHILDREN_SECONDS)


main()
