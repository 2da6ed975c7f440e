#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// A file that appears under its name only when it is complete: it is made under another name beside it, which
// is removed where it is never published.
class OutputFile {
 public:
  // path        where the file is to appear; what is there stays until publish()
  // companions  endings of further files beside the temporary one, which are removed with it
  explicit OutputFile(std::string path, std::vector<std::string> companions = {});
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The name to make the file under.
  [[nodiscard]] const std::string& temporary_path() const { return temporary_path_; }
  // Gives the file its name, in place of what has it. Throws FileError.
  void publish();

 private:
  std::string path_;
  std::string temporary_path_;
  std::vector<std::string> companions_;
};

// Writes `text` to the file at `path`, which afterwards holds all of it, or, where FileError is thrown, what
// it held before.
void write_file(const std::string& path, std::string_view text);

}  // namespace tidemark
