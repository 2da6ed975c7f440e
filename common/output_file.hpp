#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// The place of a file that is to be written.
struct OutputPlace {
  std::string path;  // absolute, without links; with `in_place` as it was named
  // A device, a pipe, a directory, or a name below /proc or directly in /dev: another file cannot take its
  // place.
  bool in_place = false;
};

// Follows the links in `path`, also to where there is nothing yet. Throws FileError.
[[nodiscard]] OutputPlace find_output(const std::string& path);

// A file that appears under its name only when it is complete. It is made under a temporary name beside that,
// and removed where it is never published.
class OutputFile {
 public:
  // path        where the file is to appear, links followed; what is there stays until publish()
  // companions  endings of further files beside the temporary one, which are removed with it
  // Throws      FileError where the links of `path` cannot be followed
  explicit OutputFile(std::string path, std::vector<std::string> companions = {});
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The name to make the file under.
  [[nodiscard]] const std::string& temporary_path() const { return temporary_path_; }
  // Gives the file its name, and replaces what has that name. Throws FileError.
  void publish();

 private:
  std::string path_;
  std::string target_;
  std::string temporary_path_;
  std::vector<std::string> companions_;
};

// Writes `text` to the file at `path`. Afterwards the file holds all of it or, where FileError is thrown,
// what it held before. A link stays a link; a file that can only be written in place is written so, without
// that promise. SIGINT, SIGTERM and SIGHUP to the calling thread, which should be the only one, wait until
// the file is complete, so that none is left beside it.
void write_file(const std::string& path, std::string_view text);

}  // namespace tidemark
