/* Tells of every task in the reader's PID namespace, in ascending order of thread ids: see task_record.h. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "recorder/sampling/bpf/kernel_types.h"
#include "recorder/sampling/bpf/task_ends.bpf.h"
#include "recorder/sampling/bpf/task_record.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define MOST_CPUS 4096
enum { FILE_PAGES = 0, ANONYMOUS_PAGES = 1, SWAP_PAGES = 2, SHMEM_PAGES = 3 };

/* Something that every CPU has a copy of. A variable of the kernel would do, but some kernels do not name them. */
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} copied SEC(".maps");

const volatile __u32 cpu_count = 1;
/* Where a CPU's copy lies of what has a pointer for all of them: this far behind it. */
volatile __u64 cpu_offsets[MOST_CPUS];
volatile __u64 map_address;

/* The level of the PID namespace of who reads; its numbers are the ones to give. */
volatile __u32 level;

static void find_level(void) {
  struct task_struct *reader = (struct task_struct *)bpf_get_current_task();
  level = BPF_CORE_READ(reader, thread_pid, level);
}

/* Returns the number of a thread-group leader, 0 where it is outside of the namespace. */
static __u32 number_of(struct task_struct *leader) {
  struct pid *pid = leader->thread_pid;
  int number = 0;
  if (!pid || pid->level < level) return 0;
  if (level == 0) {
    int first_number = leader->tgid;
    /* Keeps the compiler from reading this and `number` by one instruction, which the verifier refuses. */
    asm volatile("" : "+r"(first_number));
    return first_number;
  }
  bpf_probe_read_kernel(&number, sizeof(number),
                        (const char *)pid + bpf_core_field_offset(struct pid, numbers) +
                            (__u64)level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr));
  return number;
}

/* By the member, since looking for a type that the kernel lacks takes libbpf 1.1 through its modules, and so
 * CAP_SYS_ADMIN. */
static int counts_in_one_place(void) {
  return bpf_core_field_exists(((struct mm_struct___until_6_1 *)0)->rss_stat.count);
}

static void find_cpu_offsets(void) {
  const __u32 key = 0;
  __u64 all = 0;
  /* A pointer that was in memory is a number to the verifier: one that may be reckoned with. */
  *(void *volatile *)&map_address = &copied;
  bpf_probe_read_kernel(&all, sizeof(all),
                        (const char *)map_address + bpf_core_field_offset(struct bpf_array, pptrs));
  for (__u32 cpu = 0; cpu < cpu_count && cpu < MOST_CPUS; ++cpu) {
    *(void *volatile *)&cpu_offsets[cpu] = bpf_map_lookup_percpu_elem(&copied, &key, cpu);
    cpu_offsets[cpu] -= all;
  }
}

/* The exact sum, as statm gives it since Linux 6.17: what each CPU has counted by itself belongs to it. */
static void read_percpu_counters(struct mm_struct *mm, __s64 sums[COUNTERS]) {
  const __s32 *first = mm->rss_stat[0].counters;
  /* Since Linux 6.6 the four lie side by side. */
  const int adjacent = (const char *)mm->rss_stat[COUNTERS - 1].counters - (const char *)first ==
                       (COUNTERS - 1) * sizeof(*first);
  sums[0] = mm->rss_stat[0].count;
  sums[1] = mm->rss_stat[1].count;
  sums[2] = mm->rss_stat[2].count;
  sums[3] = mm->rss_stat[3].count;
  for (__u32 cpu = 0; cpu < cpu_count && cpu < MOST_CPUS; ++cpu) {
    __s32 parts[COUNTERS] = {};
    if (adjacent) {
      bpf_probe_read_kernel(parts, sizeof(parts), (const char *)first + cpu_offsets[cpu]);
    } else {
      bpf_probe_read_kernel(&parts[0], 4, (const char *)first + cpu_offsets[cpu]);
      bpf_probe_read_kernel(&parts[1], 4, (const char *)mm->rss_stat[1].counters + cpu_offsets[cpu]);
      bpf_probe_read_kernel(&parts[2], 4, (const char *)mm->rss_stat[2].counters + cpu_offsets[cpu]);
      bpf_probe_read_kernel(&parts[3], 4, (const char *)mm->rss_stat[3].counters + cpu_offsets[cpu]);
    }
    sums[0] += parts[0];
    sums[1] += parts[1];
    sums[2] += parts[2];
    sums[3] += parts[3];
  }
}

static void read_counters(struct mm_struct *mm, __s64 sums[COUNTERS]) {
  if (counts_in_one_place()) {
    struct mm_struct___until_6_1 *before = (struct mm_struct___until_6_1 *)mm;
    sums[0] = BPF_CORE_READ(before, rss_stat.count[0].counter);
    sums[1] = BPF_CORE_READ(before, rss_stat.count[1].counter);
    sums[2] = BPF_CORE_READ(before, rss_stat.count[2].counter);
    sums[3] = BPF_CORE_READ(before, rss_stat.count[3].counter);
  } else {
    read_percpu_counters(mm, sums);
  }
}

static __u64 not_below_zero(__s64 value) { return value > 0 ? value : 0; }

/* Returns whether the memory was the task's from begin to end: it may exit or exec at any time. */
static int read_memory(struct task_struct *task, struct task_record *record) {
  struct mm_struct *mm = task->mm;
  __s64 sums[COUNTERS] = {};
  record->total_pages = record->data_pages = 0;
  record->file_pages = record->anonymous_pages = record->shmem_pages = record->swap_pages = 0;
  if (!mm) return 1;
  record->total_pages = mm->total_vm;
  record->data_pages = mm->data_vm + mm->stack_vm;
  read_counters(mm, sums);
  record->file_pages = not_below_zero(sums[FILE_PAGES]);
  record->anonymous_pages = not_below_zero(sums[ANONYMOUS_PAGES]);
  record->shmem_pages = not_below_zero(sums[SHMEM_PAGES]);
  record->swap_pages = not_below_zero(sums[SWAP_PAGES]);
  return task->mm == mm;
}

SEC("iter/task")
int tell_task(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  struct task_record record = {};
  if (context->meta->seq_num == 0) {
    find_level();
    if (!counts_in_one_place()) find_cpu_offsets();
  }
  if (!task || task->flags & KERNEL_THREAD) return 0;
  struct task_struct *leader = task->group_leader;
  const int is_leader = leader == task;
  record.process = number_of(leader);
  if (record.process == 0) return 0;
  record.kind = is_leader ? TASK_RECORD_PROCESS : TASK_RECORD_THREAD;
  record.minor_faults = task->min_flt;
  record.major_faults = task->maj_flt;
  record.cpu_ns = task->se.sum_exec_runtime;
  if (is_leader || !leader->mm) {
    record.exec_id = task->self_exec_id;
    if (!read_memory(task, &record) && !read_memory(task, &record)) read_memory(task, &record);
  }
  if (is_leader) {
    record.start_boottime_ns = task->start_boottime;
    record.host_process = task->tgid;
    expect_end(task);
    record.minor_faults += task->signal->min_flt;
    record.major_faults += task->signal->maj_flt;
    record.cpu_ns += task->signal->sum_sched_runtime;
    record.threads = task->signal->nr_threads;
    record.uid = task->real_cred->uid.val;
    record.parent = number_of(task->real_parent->group_leader);
    bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->comm);
  }
  bpf_seq_write(context->meta->seq, &record, sizeof(record));
  return 0;
}
