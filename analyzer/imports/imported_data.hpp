#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tidemark {

struct ImportedProcess {
  std::int64_t pid;
  std::string name;  // escaped as recordings hold names
};

struct ImportedSample {
  std::int64_t wall_ns;
  std::int64_t vm_size_kib;
  std::uint32_t process;  // index in ImportedData::processes
};

// What one input of an import holds.
struct ImportedData {
  std::vector<ImportedProcess> processes;
  std::vector<ImportedSample> samples;  // of each process strictly rising in time; processes in any order
  std::size_t repeated_stamps = 0;      // samples that a later one of the same process and time replaced
  std::size_t skipped_lines = 0;        // left out, as was asked for
  std::string first_skip;               // why the first of them was
};

}  // namespace tidemark
