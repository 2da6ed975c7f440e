#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/rfc3339.hpp"
#include "common/units.hpp"

namespace tidemark {

// How much of a rotating recording to keep; absent is without bound.
struct RetentionSettings {
  std::optional<Bytes> keep_size{};                    // of all its files together, the open one included
  std::optional<std::chrono::nanoseconds> keep_age{};  // since a file was last written to

  bool operator==(const RetentionSettings&) const = default;
};

// By two clocks at once; that of the boot never steps.
struct Moment {
  std::chrono::nanoseconds boottime{0};
  WallTime wall;
};

// Keeps the files of a rotating recording within bounds. What is a file's age and what is older than what, the
// recordings themselves say: neither names nor the stamps of files count, which a clock that is set back and whoever
// may write beside the recordings turn around.
class Retention {
 public:
  // host, boot_id  of this recorder's sessions
  Retention(std::string output, RetentionSettings settings, std::optional<std::string> host,
            std::optional<std::string> boot_id);

  // Removes the oldest parts beyond the bounds, with their -wal and -shm, and returns the paths of those removed. Leaves
  // alone `open_part`, what another recorder writes to, and whatever does not hold sessions of this host's recorder and
  // nothing else, or cannot be read to find that out; nor do such files count as size.
  //
  // Throws  FileError where the directory cannot be listed
  // Cost    one look at each new part, at most half a second for all of them: what is left then has its turn at the
  //         next call
  std::vector<std::string> remove_old(const std::string& open_part, const Moment& now);

 private:
  // A file as it was looked at.
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t bytes = 0;
    std::chrono::nanoseconds modified{0};
    bool operator==(const Stamp&) const = default;
  };
  // What a part says of the session that it ends with.
  struct Contents {
    std::string boot_id;
    Moment begun;
    Moment written;  // at the last tick that the file itself has
  };
  struct Known {
    Stamp stamp;
    std::optional<Contents> contents;  // absent where it is none of this recorder's
  };
  struct Part {
    std::string path;
    Bytes bytes = 0;
    Contents contents;
  };

  [[nodiscard]] static std::optional<Stamp> look_at(const std::string& path);
  [[nodiscard]] std::optional<Contents> read(const std::string& path) const;
  [[nodiscard]] std::vector<Part> own_parts();
  void sort_by_age(std::vector<Part>& parts) const;
  [[nodiscard]] bool is_too_old(const Contents& contents, const Moment& now) const;

  std::string output_;
  RetentionSettings settings_;
  std::optional<std::string> host_;
  std::optional<std::string> boot_id_;
  std::map<std::string, Known> known_;  // by path
};

}  // namespace tidemark
