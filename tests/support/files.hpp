#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::testing {

// A new directory, removed with all that is in it when destroyed.
class TemporaryDirectory {
 public:
  // In the usual place for temporary files, or in another directory.
  TemporaryDirectory();
  explicit TemporaryDirectory(const std::string& parent);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  // Returns the path of a file in it.
  [[nodiscard]] std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

// These throw std::runtime_error where the file cannot be read or written.
[[nodiscard]] std::string read_bytes(const std::string& path);
void write_bytes(const std::string& path, std::string_view bytes);

// Returns the names in a directory, sorted.
[[nodiscard]] std::vector<std::string> list_names(const std::string& directory);

}  // namespace tidemark::testing
