#include "analyzer/imports/atop_text.hpp"

#include <fmt/core.h>

#include "analyzer/imports/import_times.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// Behind the name: state, page size, then KiB.
enum Field { kVmSize = 2, kRss = 3, kData = 10, kSwap = 12, kIsProcess = 14, kLeast = 4 };

// PRM host epoch date time interval PID (name) state ...
void take(ImportInput& input, std::string_view line) {
  if (!line.starts_with("PRM ")) return;
  const std::size_t open = line.find('(');
  const std::size_t close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    throw BadLine{"it has no name in parentheses"};
  const std::vector<std::string_view> words = split_words(line.substr(0, open));
  const std::vector<std::string_view> fields = split_words(line.substr(close + 1));
  if (words.size() != 7 || fields.size() < kLeast)
    throw BadLine{fmt::format("'{}' has too few words for a PRM line", escape_name(line))};
  if (fields.size() > kIsProcess && fields[kIsProcess] == "n") return;
  const std::int64_t wall_ns = parse_count_of(words[2], std::chrono::seconds(1));
  const std::int64_t pid = parse_pid(words[6]);
  const auto kib_at = [&](std::size_t field) {
    return field < fields.size() ? parse_memory(fields[field], "KiB") : Kib();
  };
  const MemoryKib memory{.vm_size = kib_at(kVmSize),
                         .rss = kib_at(kRss),
                         .shared = {},
                         .data = kib_at(kData),
                         .swap = kib_at(kSwap)};
  // A thread of the kernel, or a process that has ended.
  if (memory.vm_size.count() == 0 && memory.rss.count() == 0) return;
  const std::string_view name = line.substr(open + 1, close - open - 1);
  check_name(name);
  input.store.add(input.store.process(input.store.session(words[1]), pid, name), wall_ns, memory);
}

}  // namespace

void read_atop(ImportInput& input) {
  ImportLines lines(input);
  while (lines.next()) input.bad_lines.attempt(lines.number(), [&] { take(input, lines.line()); });
}

}  // namespace tidemark
