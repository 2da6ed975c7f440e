#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"

namespace tidemark {

// What the files that this process makes are created with, less its umask.
inline constexpr mode_t kRecordingMode = 0640;
// Root sees what others do not: a report of its is open to its group alone. Others' are as usual.
[[nodiscard]] mode_t report_mode();

// The place of a file that is to be written.
struct OutputPlace {
  std::string path;  // absolute, without links; with `in_place` as it was named
  // A device, a pipe, or a name below /proc or directly in /dev: another file cannot take its place.
  bool in_place = false;
  bool exists = false;
  Descriptor directory;  // in which `name` is, however its path may change
  std::string name;      // without a slash
};

// Finds the place that `path` names. Nobody else can lead it elsewhere: a link is followed only where it and its
// directory belong to the caller or to root and that directory is not open to everyone, and never to where
// there is nothing; a FIFO or a device is written to only where it belongs to the caller or to root. What is in
// /dev and /proc is trusted.
//
// Throws FileError: as said; it is a directory; its directory is not there
[[nodiscard]] OutputPlace find_output(const std::string& path);

// Whether a file may take the place of one that is there.
enum class Replacing { kForbidden, kAllowed };

// A file that appears under its name only when it is complete. Until then it is made in a directory of its own
// beside that, where nobody else can put anything, under a name that nobody can foresee; both are removed where
// it is never published. What a maker of the same file left that was killed is removed with the next one: leavings.hpp.
class OutputFile {
 public:
  // Makes an empty file for a place that is not in_place. What is there stays until publish().
  //
  // mode    of the file, less the umask
  // Throws  FileError
  OutputFile(OutputPlace place, mode_t mode);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The file as it is made. What SQLite keeps beside it is removed with it.
  [[nodiscard]] const Descriptor& file() const { return file_; }
  [[nodiscard]] const std::string& temporary_path() const { return temporary_path_; }
  // Gives the file its name, once. Throws FileError.
  void publish(Replacing replacing);

 private:
  void open_workshop();

  OutputPlace place_;
  std::string workshop_name_;
  Descriptor workshop_;
  Descriptor file_;
  std::string temporary_path_;
};

// Writes `text` to the file at `path`. Afterwards the file holds all of it or, where FileError is thrown,
// what it held before. What can only be written in place is written so, without that promise. A new file has
// report_mode(). SIGINT, SIGTERM and SIGHUP to the calling thread, which should be the only one, wait until
// the file is complete, so that none is left beside it.
void write_file(const std::string& path, std::string_view text);

// Takes the pieces of a text, one after the other.
using TextSink = std::function<void(std::string_view piece)>;
// The same of a text that is too large to be held: `write` gives its pieces.
void write_file(const std::string& path, const std::function<void(const TextSink&)>& write);

}  // namespace tidemark
