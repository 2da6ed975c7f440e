#pragma once

#include <string>

#include "common/descriptor.hpp"
#include "common/sqlite.hpp"
#include "common/units.hpp"

namespace tidemark {

// What has become of a recording that this process has open.
enum class RecordingFate {
  kInPlace,
  kMoved,     // it has another name; what is written still goes into it
  kRemoved,   // it has no name any more
  kLogTaken,  // its write-ahead log has been removed or replaced; what is written still goes into it
  kCut        // the file or its log is shorter than it was: what was written is gone
};

// Follows the file of an open recording, and that of its write-ahead log, by descriptors that stand for the files
// themselves. (They are opened with O_PATH: to close any other one would drop SQLite's locks.)
class RecordingPlace {
 public:
  // database  open for writing, in WAL mode
  // Throws    FileError where its file cannot be opened once more
  explicit RecordingPlace(const Database& database);

  [[nodiscard]] RecordingFate look();
  // The name that the file has now.
  [[nodiscard]] std::string present_path() const;
  // As of the last look.
  [[nodiscard]] Bytes file_bytes() const { return file_bytes_; }
  [[nodiscard]] Bytes log_bytes() const { return log_bytes_; }

 private:
  std::string path_;
  std::string log_path_;
  Descriptor file_;
  Descriptor log_;  // not open where there is none yet
  Bytes file_bytes_ = 0;
  Bytes log_bytes_ = 0;
};

}  // namespace tidemark
