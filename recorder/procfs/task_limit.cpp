#include "recorder/procfs/task_limit.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

class LeastLimit {
 public:
  // Takes the text of a file; "max" and what is no number say nothing.
  void take(const std::optional<std::string>& text) {
    std::int64_t limit = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), limit).ec != std::errc()) return;
    least_ = std::min(least_.value_or(limit), limit);
  }
  [[nodiscard]] std::optional<std::int64_t> value() const { return least_; }

 private:
  std::optional<std::int64_t> least_;
};

std::optional<std::string> read_small_file(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return std::nullopt;
  std::array<char, 64> buffer{};
  return std::string(read_start(file.number(), buffer).text);
}

// Within a container the groups above are not mounted, and the path may begin with parts that do not exist there.
void take_group_limits(const ProcFiles& files, const std::string& group_root, LeastLimit& least) {
  const auto text = files.read_file("self/cgroup");
  const auto group = text ? parse_cgroup(*text, "pids") : std::nullopt;
  if (!group) return;
  const std::filesystem::path root = group->is_v1 ? group_root + "/pids" : group_root;
  std::filesystem::path below = std::filesystem::path(group->path).relative_path();
  for (;; below = below.parent_path()) {
    least.take(read_small_file((root / below / "pids.max").string()));
    if (below.empty()) return;
  }
}

}  // namespace

std::optional<std::int64_t> read_task_limit(const ProcFiles& files,
                                            const std::optional<std::string>& group_root) {
  LeastLimit least;
  least.take(files.read_file("sys/kernel/pid_max"));
  least.take(files.read_file("sys/kernel/threads-max"));
  if (group_root) take_group_limits(files, *group_root, least);
  return least.value();
}

}  // namespace tidemark
