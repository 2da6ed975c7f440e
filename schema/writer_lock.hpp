#pragma once

#include <string>

#include "common/output_file.hpp"

namespace tidemark {

// What the name of a lock's file has behind the recording's.
inline constexpr const char* kLockEnding = ".lock";

// Keeps every other recorder off a recording while it lives. The kernel drops the lock when the process dies in any way.
//
// It is a write lock (open file description) on the recording's name with ".lock" behind it, a file that only its owner
// may open: on one that others may read they could hold a read lock, and so keep a recorder from starting. The file is
// removed with the lock; one that a killed recorder has left is taken over.
class WriterLock {
 public:
  // Throws FileError: as find_output; `path` cannot be a file; the lock's file cannot be made or opened, or another
  // recorder holds it.
  explicit WriterLock(const std::string& path);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  WriterLock(WriterLock&&) noexcept = default;
  WriterLock& operator=(WriterLock&&) noexcept = default;

 private:
  [[nodiscard]] bool is_named() const;

  Descriptor directory_;
  std::string name_;  // in it
  Descriptor file_;
};

// Removes the lock's file of the recording at `path` where a killed recorder has left it. What another recorder holds, and
// what cannot be removed, stays.
void remove_left_lock(const std::string& path);

// Returns whether a recorder holds the lock of the recording at `path`, or may: a lock's file of another user cannot be
// looked at. It waits for nothing.
[[nodiscard]] bool is_being_written(const std::string& path);

}  // namespace tidemark
