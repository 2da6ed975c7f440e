"""Takes memory that no process shows: hidden.py tmpfs|memfd|swap SECONDS [DIRECTORY]

`tmpfs` fills a file there, `memfd` one without a name that it never maps, `swap` memory of its own that it has the
kernel swap out at once.
"""

import ctypes
import mmap
import os
import sys
import time

TAKEN_A_STEP = 3_000_000
STEP_SECONDS = 0.1
MADV_PAGEOUT = 21


def write_step(descriptor):
    os.write(descriptor, os.urandom(1024) * (TAKEN_A_STEP // 1024))


def swap_step(kept):
    size = TAKEN_A_STEP // mmap.PAGESIZE * mmap.PAGESIZE
    block = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    block.write(os.urandom(size))
    kept.append(block)
    address = ctypes.addressof(ctypes.c_char.from_buffer(block))
    ctypes.CDLL(None, use_errno=True).madvise(ctypes.c_void_p(address), ctypes.c_size_t(size), MADV_PAGEOUT)


def main():
    kind, end = sys.argv[1], time.monotonic() + float(sys.argv[2])
    descriptor, kept = None, []
    if kind == "tmpfs":
        descriptor = os.open(os.path.join(sys.argv[3], "fills"), os.O_CREAT | os.O_WRONLY)
    elif kind == "memfd":
        descriptor = os.memfd_create("fills")
    while time.monotonic() < end:
        if kind == "swap":
            swap_step(kept)
        else:
            write_step(descriptor)
        time.sleep(STEP_SECONDS)


main()
