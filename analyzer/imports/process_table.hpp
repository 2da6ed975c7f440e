#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Where a line of headings, such as ps and top print, has what of a process.
struct ProcessHeadings {
  std::size_t words = 0;
  std::optional<std::size_t> pid;
  std::optional<std::size_t>
      thread;  // pidstat -t: TGID stands for the PID, and TID is "-" on the process's own line
  std::optional<std::size_t> vm_size;
  std::optional<std::size_t> rss;
  std::optional<std::size_t> shared;
  std::optional<std::size_t> swap;
  std::optional<std::size_t> command;  // the last one, which is the rest of the line

  [[nodiscard]] bool has_memory() const { return pid && command && (vm_size || rss); }
};

// Returns the headings that words have, from the word `first` on; nullopt where no PID and command are among them.
[[nodiscard]] std::optional<ProcessHeadings> find_headings(std::span<const std::string_view> words,
                                                           std::size_t first = 0);

// Adds the process that a line tells of. One without any memory, as the kernel's threads are, is passed over.
//
// words    of the line, of which `first` stands under the first heading
// Throws   BadLine
void add_process_line(ImportInput& input, std::uint32_t session, std::int64_t wall_ns, std::string_view line,
                      std::span<const std::string_view> words, std::size_t first,
                      const ProcessHeadings& headings);

}  // namespace tidemark
