#pragma once

#include <chrono>
#include <string>

namespace tidemark {

// A new directory for sockets that only this user may enter, removed when destroyed, then to be empty.
class PrivateDirectory {
 public:
  // parent  where it is made
  // Throws  FileError
  explicit PrivateDirectory(const std::string& parent);
  ~PrivateDirectory();
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  // Where one may be; others begin with the same path.
  [[nodiscard]] std::string socket_path() const;

 private:
  std::string path_;
};

// Removes such directories in `parent` of this user whose sockets nobody has any more: their recorder was
// killed.
//
// grace  those that have changed within it before now are left alone: they may be about to be used
void remove_abandoned_directories(const std::string& parent,
                                  std::chrono::seconds grace = std::chrono::minutes(1));

}  // namespace tidemark
