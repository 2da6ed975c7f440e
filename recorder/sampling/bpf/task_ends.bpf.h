/* Notes how processes end that the iterator has told of, and which signals ask them to. */
#pragma once

#include "recorder/sampling/bpf/kernel_types.h"

#define GROUP_EXIT 0x4 /* SIGNAL_GROUP_EXIT */
#define STOP_SIGNALS (1 << 1 | 1 << 2 | 1 << 3 | 1 << 15) /* HUP, INT, QUIT, TERM */
#define SIGNAL_SENT 0 /* TRACE_SIGNAL_DELIVERED: neither ignored nor lost */

/* The oldest give way, so that it needs no cleaning; how many fit is set as it is loaded. */
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 1);
  __type(key, struct task_key);
  __type(value, struct task_end);
} task_ends SEC(".maps");

/* When the last process started that the iterator has told of. Nobody asks for one that started later: most
 * of those that live for a moment cost no entry. */
volatile __u64 last_told_start;

static void expect_end(struct task_struct *leader) {
  if (leader->start_boottime > last_told_start) last_told_start = leader->start_boottime;
}

static int is_expected(struct task_struct *leader) {
  return !(leader->flags & KERNEL_THREAD) && leader->start_boottime <= last_told_start;
}

static struct task_key key_of(struct task_struct *leader) {
  struct task_key key = {};
  key.start_boottime_ns = leader->start_boottime;
  key.host_process = leader->tgid;
  return key;
}

/* As whoever waits for the process is told. */
static __u32 wait_status_of(struct task_struct *leader) {
  struct signal_struct *signal = leader->signal;
  return signal->flags & GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
}

/* Where two threads exit at once, both may find that none lives. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(note_exit, struct task_struct *task) {
  struct task_struct *leader = task->group_leader;
  struct signal_struct *signal = task->signal;
  struct task_end end = {};
  if (signal->live.counter != 0 || !is_expected(leader)) return 0;
  const struct task_key key = key_of(leader);
  const struct task_end *known = bpf_map_lookup_elem(&task_ends, &key);
  if (known) {
    end.stop_signal = known->stop_signal;
    end.stop_ns = known->stop_ns;
  }
  end.end_ns = bpf_ktime_get_boot_ns();
  end.exec_id = leader->self_exec_id;
  end.cpu_ns = signal->sum_sched_runtime + task->se.sum_exec_runtime;
  if (leader != task) end.cpu_ns += leader->se.sum_exec_runtime;
  end.wait_status = wait_status_of(leader);
  end.is_oom_victim = signal->oom_mm != 0;
  /* As a whole: who reads meanwhile finds all of it or nothing. */
  bpf_map_update_elem(&task_ends, &key, &end, BPF_ANY);
  return 0;
}

/* As it is sent: one that a program waits for (sigwait, signalfd) or that ends it is never told as delivered
 * (signal_deliver). */
SEC("tp_btf/signal_generate")
int BPF_PROG(note_signal, int signal, void *info, struct task_struct *task, int to_group, int result) {
  if (signal <= 0 || signal > 15 || !(STOP_SIGNALS >> signal & 1) || result != SIGNAL_SENT) return 0;
  struct task_struct *leader = task->group_leader;
  if (!is_expected(leader)) return 0;
  const struct task_key key = key_of(leader);
  struct task_end asked = {};
  const struct task_end *known = bpf_map_lookup_elem(&task_ends, &key);
  if (known && known->end_ns != 0) return 0;
  asked.stop_signal = signal;
  asked.stop_ns = bpf_ktime_get_boot_ns();
  bpf_map_update_elem(&task_ends, &key, &asked, BPF_ANY);
  return 0;
}
