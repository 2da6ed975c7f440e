#pragma once

#include <sys/types.h>

#include <string>

#include "common/descriptor.hpp"

namespace tidemark {

// A UNIX socket with a file, which tells who sent what (SO_PASSCRED). The file is removed with it.
class BoundSocket {
 public:
  // Takes the place of a socket that nobody has any more.
  // type    SOCK_DGRAM, or SOCK_STREAM, which then listens; never blocks
  // mode    of the file: who may write to it may send or connect
  // Throws  FileError
  BoundSocket(std::string path, int type, mode_t mode);
  ~BoundSocket();
  BoundSocket(const BoundSocket&) = delete;
  BoundSocket& operator=(const BoundSocket&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return descriptor_.number(); }
  // Not open where nobody waits to be connected.
  [[nodiscard]] Descriptor accept() const;

 private:
  std::string path_;
  Descriptor descriptor_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

// Whether there is the file of a socket that nobody has any more.
[[nodiscard]] bool is_abandoned_socket(const std::string& path);

// Returns a stream that is connected to a listener, and each call on which takes at most `seconds`; not open where nobody
// listens.
//
// action  what it is wanted for, as an error names it
// Throws  FileError
[[nodiscard]] Descriptor connect_unix(const std::string& path, int seconds, const std::string& action);

}  // namespace tidemark
