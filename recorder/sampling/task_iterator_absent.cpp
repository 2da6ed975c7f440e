#include "recorder/sampling/task_iterator.hpp"

// In place of task_iterator.cpp where the build has no clang, bpftool or libbpf.
namespace tidemark {

bool may_load_bpf() { return false; }

std::unique_ptr<TaskIterator> load_task_iterator() {
  throw BpfUnavailable("this program was built without it, see README.md");
}

}  // namespace tidemark
