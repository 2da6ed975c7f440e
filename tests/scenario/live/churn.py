"""Builds a graph of objects, drops it, and collects it, over and over: churn.py clean|leak SECONDS

`leak` holds on to a twentieth of each graph.
"""

import gc
import sys
import time

STEPS = 20
NODES_A_STEP = 3000


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
        time.sleep(0.05)
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


if __name__ == "__main__":
    main()
