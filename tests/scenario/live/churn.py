"""Builds a graph of objects, drops it, collects it and waits for the next: churn.py clean|leak SECONDS

`leak` holds on to a part of each graph.
"""

import gc
import sys
import time

STEPS = 10
NODES_A_STEP = 3000
STEP_SECONDS = 0.03
PAUSE_SECONDS = 0.2


class Node:
    """Refers to its parent, which refers to it: only the collector frees it."""

    def __init__(self, parent):
        self.parent = parent
        self.children = []
        self.payload = bytes(256)
        if parent is not None:
            parent.children.append(self)


def run_cycle():
    roots = []
    for _ in range(STEPS):
        root = Node(None)
        for _ in range(NODES_A_STEP):
            Node(root)
        roots.append(root)
        time.sleep(STEP_SECONDS)
    return roots


def main():
    leaks, end = sys.argv[1] == "leak", time.monotonic() + float(sys.argv[2])
    held = []
    while time.monotonic() < end:
        roots = run_cycle()
        if leaks:
            held.append(roots[0])
        del roots
        gc.collect()
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
