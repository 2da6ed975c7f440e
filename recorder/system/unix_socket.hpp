#pragma once

#include <sys/types.h>

#include <string>

#include "common/descriptor.hpp"

namespace tidemark {

// A listening UNIX socket of packets (SOCK_SEQPACKET), which tells who sent each (SO_PASSCRED). The file is
// removed with it.
class UnixListener {
 public:
  // Takes the place of a socket that nobody listens on any more.
  // mode    of the file: who may write to it may connect
  // Throws  FileError
  UnixListener(std::string path, mode_t mode);
  ~UnixListener();
  UnixListener(const UnixListener&) = delete;
  UnixListener& operator=(const UnixListener&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return descriptor_.number(); }
  // Never blocks; not open where nobody waits to be connected.
  [[nodiscard]] Descriptor accept() const;

 private:
  std::string path_;
  Descriptor descriptor_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

// Whether there is a socket in which nobody listens, or not yet.
[[nodiscard]] bool is_abandoned_socket(const std::string& path);

// Returns a socket that is connected to a listener, and each call on which takes at most `seconds`.
//
// action  what it is wanted for, as an error names it
// Throws  FileError
[[nodiscard]] Descriptor connect_unix(const std::string& path, int seconds, const std::string& action);

}  // namespace tidemark
