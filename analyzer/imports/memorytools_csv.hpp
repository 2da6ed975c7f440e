#pragma once

#include <chrono>
#include <istream>
#include <string>

#include "analyzer/imports/imported_data.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

enum class OnBadLine { kThrow, kSkip };

// Reads the CSV that the public reference tool writes: the header "Process ID,Process Name,Time,Memory
// Usage", then samples of VmSize in bytes. One PID with one name is a process. Times have no zone.
//
// path        names the input in errors
// utc_offset  by how much those times are ahead of UTC
// on_bad      kSkip leaves out malformed lines and those that go back in time within a process, counted
// progress    told how many lines are read; null for nobody
// Throws      UserError "PATH:LINE: ...", or FileError: another header, empty, no sample in it, not readable
// Cost        one pass; 24 bytes of memory a sample
[[nodiscard]] ImportedData read_memorytools_csv(std::istream& input, const std::string& path,
                                                std::chrono::minutes utc_offset, OnBadLine on_bad,
                                                Progress* progress = nullptr);

}  // namespace tidemark
