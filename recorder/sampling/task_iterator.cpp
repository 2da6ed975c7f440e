#include "recorder/sampling/task_iterator.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "recorder/sampling/task_records.hpp"
#include "recorder/system/capabilities.hpp"
#include "task_iterator.skel.h"

namespace tidemark {
namespace {

// The kernel gives at most 8 pages at once; with a buffer as large as that no record is cut.
constexpr std::size_t kPagesAtOnce = 8;

// How many ends are kept, the least and for each CPU: each CPU takes 128 places at once for what it is told.
constexpr int kLeastEnds = 4096;
constexpr int kEndsOfCpu = 256;

constexpr const char* kName = "BPF task iterator";

struct ProgramCloser {
  void operator()(task_iterator_bpf* program) const { task_iterator_bpf__destroy(program); }
};
using Program = std::unique_ptr<task_iterator_bpf, ProgramCloser>;

[[noreturn]] void refuse(const char* action) {
  const int error = errno;
  throw BpfUnavailable(std::string(action) + ": " + std::strerror(error));
}

Program open_program() {
  Program program(task_iterator_bpf__open());
  if (!program) refuse("opening the BPF program");
  const int cpus = libbpf_num_possible_cpus();
  if (cpus > 0) program->rodata->cpu_count = static_cast<__u32>(cpus);
  bpf_map__set_max_entries(program->maps.task_ends,
                           static_cast<__u32>(std::max(kLeastEnds, kEndsOfCpu * cpus)));
  return program;
}

// Leaves out what notes how processes end.
void leave_ends_out(task_iterator_bpf& program) {
  bpf_program__set_autoload(program.progs.note_exit, false);
  bpf_program__set_autoload(program.progs.note_signal, false);
  bpf_map__set_autocreate(program.maps.task_ends, false);
}

bool load_and_attach(task_iterator_bpf& program) {
  return task_iterator_bpf__load(&program) == 0 && task_iterator_bpf__attach(&program) == 0;
}

class LoadedTaskIterator : public TaskIterator {
 public:
  // ends  the map of them, negative where there is none
  LoadedTaskIterator(Program program, int ends)
      : program_(std::move(program)),
        ends_(ends),
        buffer_(kPagesAtOnce * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / sizeof(task_record)) {}

  void read(std::vector<task_record>& processes) override {
    processes.clear();
    const Descriptor scan(bpf_iter_create(bpf_link__fd(program_->links.tell_task)));
    if (!scan.is_open()) throw FileError(kName, "begin a scan", std::strerror(errno));
    while (const std::size_t count = read_records(scan))
      records_.take(std::span(buffer_).first(count), processes);
    records_.finish(processes);
  }

  [[nodiscard]] std::optional<task_end> take_end(const task_key& process) override {
    task_end end{};
    if (ends_ < 0 || bpf_map_lookup_elem(ends_, &process, &end) != 0 || end.end_ns == 0) return std::nullopt;
    bpf_map_delete_elem(ends_, &process);
    return end;
  }

 private:
  // Returns how many records have been read into the buffer, 0 at the end.
  [[nodiscard]] std::size_t read_records(const Descriptor& scan) {
    ssize_t size = 0;
    do {
      size = ::read(scan.number(), buffer_.data(), buffer_.size() * sizeof(task_record));
    } while (size < 0 && (errno == EINTR || errno == EAGAIN));
    if (size < 0) throw FileError(kName, "read processes", std::strerror(errno));
    const auto bytes = static_cast<std::size_t>(size);
    if (bytes % sizeof(task_record) != 0) throw FileError(kName, "read processes", "a record is cut");
    return bytes / sizeof(task_record);
  }

  Program program_;
  int ends_;
  std::vector<task_record> buffer_;
  TaskRecords records_;
};

}  // namespace

bool may_load_bpf() {
  return has_capability(CAP_SYS_ADMIN) || (has_capability(CAP_BPF) && has_capability(CAP_PERFMON));
}

std::unique_ptr<TaskIterator> load_task_iterator() {
  if (!may_load_bpf()) throw BpfUnavailable("it takes the capabilities CAP_BPF and CAP_PERFMON");
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
    refuse("the kernel's type information (/sys/kernel/btf/vmlinux)");
  // What it says is for who writes the program; what is to be known here are the errors.
  libbpf_set_print(nullptr);
  Program program = open_program();
  const bool has_ends = load_and_attach(*program);
  if (!has_ends) {
    program = open_program();
    leave_ends_out(*program);
    if (!load_and_attach(*program)) refuse("loading the BPF program");
  }
  const int ends = has_ends ? bpf_map__fd(program->maps.task_ends) : -1;
  auto iterator = std::make_unique<LoadedTaskIterator>(std::move(program), ends);
  // The kernel's type information was here, some 10 MiB, and is not needed again.
  malloc_trim(0);
  return iterator;
}

}  // namespace tidemark
