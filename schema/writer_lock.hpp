#pragma once

#include <string>

namespace tidemark {

// Keeps every other writer off a recording while it lives; the kernel drops it when the process dies in any
// way.
//
// It is an open-file-description lock on one byte that lies beyond any data and outside the bytes that SQLite
// locks, so readers never meet it. Closing it drops SQLite's own locks on the file: it must outlive the
// connection.
class WriterLock {
 public:
  // Creates the file, empty, where there is none. Throws FileError: cannot be opened for writing, or held by
  // another.
  explicit WriterLock(const std::string& path);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;

 private:
  int descriptor_;
};

// Whether a recorder holds the lock of the recording at `path`; false where the file cannot be opened. Not
// to be asked of a file that this process has open through SQLite, whose locks it would drop.
[[nodiscard]] bool is_being_written(const std::string& path);

}  // namespace tidemark
