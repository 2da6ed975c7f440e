#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/imports/layouts.hpp"
#include "common/rfc3339.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark::testing {

// What an import has read, in the order of time.
struct MadeImport {
  ImportStore store;
  std::string layout;
  std::size_t skipped = 0;
  std::string first_skip;
  std::vector<ImportedSample> samples;

  [[nodiscard]] std::vector<ImportedSample> samples_of(const std::string& name) const {
    std::vector<ImportedSample> found;
    for (const ImportedSample& sample : samples) {
      if (store.processes()[sample.process].name == name) found.push_back(sample);
    }
    return found;
  }
};

inline std::string time_of(const ImportedSample& sample) {
  return format_rfc3339(WallTime(std::chrono::nanoseconds(sample.wall_ns)));
}

// The text is called "in.txt".
inline MadeImport import_text(const std::string& text, const std::string& layout = "auto",
                              const ImportSettings& settings = {}, OnBadLine on_bad = OnBadLine::kThrow) {
  MadeImport made;
  std::istringstream input(text);
  BadLines bad_lines("in.txt", on_bad);
  made.layout = read_input(input, layout, bad_lines, made.store, settings).name;
  made.skipped = bad_lines.skipped();
  made.first_skip = bad_lines.first();
  // As the writer joins them: what several lines tell of a process at one time is one sample.
  std::map<std::pair<std::int64_t, std::uint32_t>, MemoryKib> joined;
  made.store.for_each_sample([&](const ImportedSample& sample) {
    MemoryKib& memory = joined[{sample.wall_ns, sample.process}];
    for (const auto value :
         {&MemoryKib::vm_size, &MemoryKib::rss, &MemoryKib::shared, &MemoryKib::data, &MemoryKib::swap}) {
      if ((sample.memory.*value).is_known()) memory.*value = sample.memory.*value;
    }
  });
  for (const auto& [key, memory] : joined) made.samples.push_back({key.first, key.second, memory});
  return made;
}

inline std::string import_error(const std::string& text, const std::string& layout = "auto",
                                const ImportSettings& settings = {}) {
  return user_error([&] { static_cast<void>(import_text(text, layout, settings)); });
}

}  // namespace tidemark::testing
