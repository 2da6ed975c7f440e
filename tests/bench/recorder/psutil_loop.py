"""What a monitor written with psutil does: a snapshot of all processes every INTERVAL seconds."""
import sys
import time

import psutil

interval = float(sys.argv[1])
due = time.monotonic()
while True:
    for process in psutil.process_iter(["pid", "name", "create_time", "memory_info"]):
        process.info
    due += interval
    time.sleep(max(0.0, due - time.monotonic()))
