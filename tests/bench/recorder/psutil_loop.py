"""What a monitor written with psutil does: a snapshot of all processes every INTERVAL seconds."""
import sys
import time

import psutil

interval = float(sys.argv[1])
due = time.monotonic()
while True:
    for process in psutil.process_iter(["pid", "name", "create_time", "memory_info"]):
        process.info
    due = max(due + interval, time.monotonic())  # what it missed while it was stopped is not made up for
    time.sleep(due - time.monotonic() if due > time.monotonic() else 0)
