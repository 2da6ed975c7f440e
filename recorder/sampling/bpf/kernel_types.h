/* The kernel's structures, as far as they are read. */
#pragma once

#include "recorder/sampling/bpf/task_record.h"

#define KERNEL_THREAD 0x00200000 /* PF_KTHREAD */
enum { COUNTERS = 4 };

/* Where the members lie is looked up when the program is loaded. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct percpu_counter {
  __s64 count;
  __s32 *counters;
};

typedef struct {
  long counter;
} atomic_long_t;

/* Until Linux 6.1. */
struct mm_rss_stat {
  atomic_long_t count[COUNTERS];
};

struct mm_struct___until_6_1 {
  struct mm_rss_stat rss_stat;
};

struct mm_struct {
  unsigned long total_vm;
  unsigned long data_vm;
  unsigned long stack_vm;
  struct percpu_counter rss_stat[COUNTERS];
};

struct upid {
  int nr;
};

struct pid {
  unsigned int level;
  struct upid numbers[1];
};

typedef struct {
  unsigned int val;
} kuid_t;

struct cred {
  kuid_t uid;
};

typedef struct {
  int counter;
} atomic_t;

struct signal_struct {
  atomic_t live;
  int nr_threads;
  int group_exit_code;
  unsigned int flags;
  unsigned long min_flt;
  unsigned long maj_flt;
  unsigned long long sum_sched_runtime;
  struct mm_struct *oom_mm;
};

struct sched_entity {
  __u64 sum_exec_runtime;
};

struct task_struct {
  unsigned int flags;
  struct mm_struct *mm;
  int exit_code;
  int tgid;
  struct task_struct *real_parent;
  struct task_struct *group_leader;
  struct pid *thread_pid;
  __u64 start_boottime;
  __u64 self_exec_id;
  unsigned long min_flt;
  unsigned long maj_flt;
  struct sched_entity se;
  const struct cred *real_cred;
  char comm[TASK_COMM_SIZE];
  struct signal_struct *signal;
};

struct seq_file;

struct bpf_iter_meta {
  struct seq_file *seq;
  __u64 seq_num;
};

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
};

struct bpf_array {
  void *pptrs[1];
};

#pragma clang attribute pop
