/* What the programs of task_iterator.bpf.c write and task_iterator.cpp reads. Both run on one machine: its byte order. */
#pragma once

#include <linux/types.h>

#define TASK_COMM_SIZE 16

enum task_record_kind {
  TASK_RECORD_PROCESS = 1, /* a thread-group leader, alive or not */
  TASK_RECORD_THREAD = 2,  /* another thread; with its memory where the leader has exited */
};

/* One task. Memory is in pages, and all 0 where the task has none of its own (any more). */
struct task_record {
  __u32 kind;
  __u32 process;  /* thread-group id, as the reader's PID namespace has it */
  __u64 minor_faults; /* of this thread; a leader's with those of the threads that have ended */
  __u64 major_faults;
  __u64 cpu_ns;       /* CPU time used, as faults */
  __u64 total_pages;
  __u64 file_pages;
  __u64 anonymous_pages;
  __u64 shmem_pages;
  __u64 swap_pages; /* swapped out, not resident */
  __u64 data_pages;
  __u64 exec_id; /* another after each exec */
  /* From here on of leaders only. */
  __u64 start_boottime_ns;
  __u32 parent; /* 0 where it is outside of the reader's PID namespace */
  __u32 uid;
  __u32 threads;
  char comm[TASK_COMM_SIZE];
  __u32 host_process; /* thread-group id in the kernel's first PID namespace */
};

/* What stands for a process in every PID namespace, also after its end: no other has had both. */
struct task_key {
  __u64 start_boottime_ns;
  __u32 host_process;
  __u32 reserved; /* 0 */
};

/* How a process ended, and whether it had been asked to. Times are CLOCK_BOOTTIME. */
struct task_end {
  __u64 end_ns; /* 0 while it lives */
  __u64 stop_ns;
  __u64 exec_id; /* of the program that ended */
  __u64 cpu_ns; /* at least; without what other threads used that were just ending */
  __u32 stop_signal; /* the last of TERM, INT, HUP and QUIT that it was sent and did not ignore, 0 where none was */
  __u32 wait_status;
  __u32 is_oom_victim; /* whether the kernel chose it, for want of memory */
  __u32 reserved;
};
