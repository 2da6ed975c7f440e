#include "analyzer/imports/process_table.hpp"

#include <fmt/core.h>

#include "common/text.hpp"

namespace tidemark {

std::optional<ProcessHeadings> find_headings(std::span<const std::string_view> words, std::size_t first) {
  ProcessHeadings found;
  found.words = words.size() - std::min(first, words.size());
  for (std::size_t i = first; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::size_t place = i - first;
    if (word == "PID" || word == "TGID") found.pid = place;
    if (word == "TID") found.thread = place;
    if (word == "VSZ" || word == "VIRT") found.vm_size = place;
    if (word == "RSS" || word == "RES" || word == "RSZ") found.rss = place;
    if (word == "SHR") found.shared = place;
    if (word == "SWAP") found.swap = place;
    if (word == "COMMAND" || word == "Command" || word == "CMD") found.command = place;
  }
  if (!found.pid || found.command != found.words - 1) return std::nullopt;
  return found;
}

void add_process_line(ImportInput& input, std::uint32_t session, std::int64_t wall_ns, std::string_view line,
                      std::span<const std::string_view> words, std::size_t first,
                      const ProcessHeadings& headings) {
  if (words.size() < first + headings.words) {
    throw BadLine{fmt::format("'{}' has fewer words than there are headings", escape_name(line))};
  }
  words = words.subspan(first);
  // A line of pidstat's for a thread.
  if (headings.thread && words[*headings.pid] == "-") return;
  const std::int64_t pid = parse_pid(words[*headings.pid]);
  const auto memory_at = [&](const std::optional<std::size_t>& place) {
    return place ? parse_memory(words[*place], "KiB") : Kib();
  };
  const MemoryKib memory{.vm_size = memory_at(headings.vm_size),
                         .rss = memory_at(headings.rss),
                         .shared = memory_at(headings.shared),
                         .data = {},
                         .swap = memory_at(headings.swap)};
  const auto holds = [](const Kib& kib) { return kib.is_known() && kib.count() > 0; };
  if (!holds(memory.vm_size) && !holds(memory.rss)) return;
  const std::string_view name = rest_from(line, words[*headings.command]);
  check_name(name);
  input.store.add(input.store.process(session, pid, name), wall_ns, memory);
}

}  // namespace tidemark
