#include "analyzer/imports/psrecord_text.hpp"

#include <fmt/core.h>

#include "analyzer/imports/import_times.hpp"
#include "common/text.hpp"

namespace tidemark {

void read_psrecord(ImportInput& input) {
  ImportLines lines(input);
  const std::uint32_t session = input.store.session("");
  const std::int64_t start = input.settings.start.value_or(WallTime()).time_since_epoch().count();
  while (lines.next()) {
    const std::vector<std::string_view> words = split_words(lines.line());
    if (words.empty() || words[0] == "#") continue;
    input.bad_lines.attempt(lines.number(), [&] {
      // Further columns are of --include-io.
      if (words.size() < 4)
        throw BadLine{fmt::format("'{}' should have elapsed seconds, CPU, real and virtual MB",
                                  escape_name(lines.line()))};
      const std::int64_t wall_ns = start + parse_count_of(words[0], std::chrono::seconds(1));
      // Its MB are 2^20 bytes.
      const MemoryKib memory{.vm_size = parse_memory(words[3], "MiB"),
                             .rss = parse_memory(words[2], "MiB"),
                             .shared = {},
                             .data = {}};
      input.store.add(input.store.process(session, std::nullopt, "process"), wall_ns, memory);
    });
  }
  if (!input.settings.start)
    input.store.note(
        "its stamps count from the beginning, which stands at 1970-01-01; --start TIME says when it was");
}

}  // namespace tidemark
