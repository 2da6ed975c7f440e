"""What a process holds privately, and how much more it holds after a piece of code."""

import ctypes
import gc
import os
import re
import sys
from time import monotonic, thread_time

UNITS = {"B": 1, "kB": 10**3} | {
    name + ending: base**power
    for power, name in enumerate("KMGT", 1) for ending, base in (("", 1024), ("iB", 1024), ("B", 1000))
}


def parse_size(text):
    """Returns the bytes of 512KiB, 1.5GiB, 4G (2^30) or 4GB (10^9), as the programs read them."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) *([a-zA-Z]+)", str(text).strip(), re.ASCII)
    if not found or found[2] not in UNITS:
        raise ValueError(f"'{text}' is no size; write it as 512KiB, 2MiB or 1.5GB")
    return int(float(found[1]) * UNITS[found[2]])


def format_size(size):
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if abs(size) >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


def private_bytes(pid="self"):
    """Returns the anonymous memory of a process, swapped out or not.

    smaps_rollup is exact; statm, where there is none, may be off by some hundred KiB.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            found = dict(line.split()[:2] for line in lines if line.startswith(("Anonymous:", "Swap:")))
        return sum(int(kib) for kib in found.values()) * 1024
    except OSError:
        with open(f"/proc/{pid}/statm", encoding="ascii") as line:
            resident, shared = line.read().split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


class Mallinfo2(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]


class HeldMemory:
    """What the allocators of this process have given out and not got back, as marks tell it; in some microseconds.

    Malloc counts chunk by chunk, which takes milliseconds where a heap is in pieces: then it is asked so rarely that no
    more than a hundredth of the time, and a little to begin with, goes into it. Of Python's own allocator only the number of
    blocks is to be had.
    """

    CHEAP_SECONDS, FIRST_SECONDS, SHARE = 50e-6, 5e-3, 0.01
    BLOCK_BYTES = 96  # the mean of what a pytest holds, by sys._debugmallocstats()

    def __init__(self):
        self._mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)
        self._begin = monotonic()
        self._spent = 0.0  # on what was not cheap
        if self._mallinfo:
            self._mallinfo.restype = Mallinfo2
            if not self._counts_allocations():
                self._mallinfo = None

    def __call__(self):
        """Returns KiB, or None where that is not to be had now."""
        if not self._mallinfo or self._has_spent_its_share():
            return None
        begin = thread_time()
        malloc = self._mallinfo()
        held = malloc.uordblks + malloc.hblkhd + sys.getallocatedblocks() * self.BLOCK_BYTES
        took = thread_time() - begin
        if took > self.CHEAP_SECONDS:
            self._spent += took
        return held // 1024

    def _counts_allocations(self):
        """Another malloc may have been put in place of the C library's, which then counts nothing."""
        before = self._mallinfo()
        probe = bytearray(2**20)
        after = self._mallinfo()
        return after.uordblks + after.hblkhd >= before.uordblks + before.hblkhd + len(probe)

    def _has_spent_its_share(self):
        return self._spent > self.FIRST_SECONDS and self._spent > self.SHARE * (monotonic() - self._begin)


def release_unused():
    """Gives back what nobody uses: unreachable cycles, and what malloc keeps of freed memory."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


class Growth:
    """A context manager: kept_bytes is by how much the private memory of a process grew within it."""

    def __init__(self, pid=None):
        self._pid = pid
        self._before = self._after = None

    def __enter__(self):
        self._before = self._now()
        return self

    def __exit__(self, *_):
        self._after = self._now()

    @property
    def kept_bytes(self):
        """Up to now, within the block; up to its end, behind it."""
        return (self._now() if self._after is None else self._after) - self._before

    def __repr__(self):
        return f"<growth of {format_size(self.kept_bytes)}>"

    def _now(self):
        if self._pid is None:
            release_unused()
        return private_bytes(self._pid or "self")
