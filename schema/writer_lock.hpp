#pragma once

#include <string>

namespace tidemark {

// Keeps every other writer off a recording while it lives. The kernel drops the lock when the process dies in
// any way.
//
// It is an open-file-description lock on one byte beyond any data and outside of the bytes that SQLite locks,
// so readers never meet it. Closing it drops SQLite's own locks on the file: it must outlive the connection.
class WriterLock {
 public:
  // Creates the file, empty, where there is none. Throws FileError: the file cannot be opened for writing, or
  // another writer holds the lock.
  explicit WriterLock(const std::string& path);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;

 private:
  int descriptor_;
};

// Returns whether a recorder holds the lock of the recording at `path`; false where the file cannot be
// opened. Not to be called for a file that this process has open through SQLite, whose locks it would drop.
[[nodiscard]] bool is_being_written(const std::string& path);

}  // namespace tidemark
