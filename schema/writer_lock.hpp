#pragma once

#include <string>

#include "common/descriptor.hpp"

namespace tidemark {

// Keeps every other writer off a recording while it lives. The kernel drops the lock when the process dies in
// any way.
//
// It is an open-file-description lock on one byte beyond any data and outside of the bytes that SQLite locks,
// so readers never meet it. Closing it drops SQLite's own locks on the file: it must outlive the connection.
class WriterLock {
 public:
  // Creates the file, empty, with kRecordingMode, where there is none. Throws FileError: as find_output; the
  // file cannot be opened for writing, or is no regular one; another writer holds the lock.
  explicit WriterLock(const std::string& path);

  // The path of the file, absolute and without links.
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::string file_;
  Descriptor descriptor_;
};

// Returns whether a recorder holds the lock of the recording at `path`; false where that is no regular
// file, or cannot be opened. It waits for nothing. Not to be called for a file that this process has open through SQLite, whose locks it would drop.
[[nodiscard]] bool is_being_written(const std::string& path);

}  // namespace tidemark
