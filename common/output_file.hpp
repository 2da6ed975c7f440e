#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// Where a file that is to be written lies.
struct OutputPlace {
  std::string path;  // absolute, without links; with `in_place` as it was named
  // A device, a pipe, a directory, or what /dev or /proc names: no file that another could take the place of.
  bool in_place = false;
};

// Follows the links in `path`, also to where there is nothing yet. Throws FileError.
[[nodiscard]] OutputPlace find_output(const std::string& path);

// A file that appears under its name only when it is complete: it is made under another name beside it, which
// is removed where it is never published.
class OutputFile {
 public:
  // path        where the file is to appear, a link being followed; what is there stays until publish()
  // companions  endings of further files beside the temporary one, which are removed with it
  // Throws FileError where the links of `path` cannot be followed.
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
  std::string target_;
  std::string temporary_path_;
  std::vector<std::string> companions_;
};

// Writes `text` to the file at `path`, which afterwards holds all of it, or, where FileError is thrown, what
// it held before. A link stays one; what can only be written in place is. SIGINT, SIGTERM and SIGHUP wait
// until a file that takes the place of another is complete, and leave none beside it: of the calling thread,
// which should be the only one.
void write_file(const std::string& path, std::string_view text);

}  // namespace tidemark
