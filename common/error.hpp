#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace tidemark {

// Something the user can mend: a wrong option, an unreadable or unsuitable file. The programs print what()
// and end with status 2 (125 in the recorder's exec mode).
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A UserError about one file: "PATH: cannot ACTION: CAUSE".
class FileError : public UserError {
 public:
  FileError(std::string_view path, std::string_view action, std::string_view cause)
      : UserError(std::string(path) + ": cannot " + std::string(action) + ": " + std::string(cause)),
        path_(path) {}

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tidemark
