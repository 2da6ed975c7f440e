#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "common/descriptor.hpp"

namespace tidemark {

// A recording's file, and what SQLite keeps beside it.

// Removes all of them; those that are not there, or cannot be removed, are passed over.
void remove_recording(const std::string& path);

// Renames what lies beside a recording along with it, or alone.
void rename_companions(const std::string& path, const std::string& now);

[[nodiscard]] bool has_log(const std::string& path);

// Takes all rights to a file from its group and from others for as long as this lives: what SQLite makes beside it meanwhile
// has its mode, and keeps it. What cannot be done is passed over.
class ClosedToOthers {
 public:
  explicit ClosedToOthers(const std::string& path);
  ~ClosedToOthers();
  ClosedToOthers(const ClosedToOthers&) = delete;
  ClosedToOthers& operator=(const ClosedToOthers&) = delete;

 private:
  // A descriptor that is closed takes SQLite's locks with it, but for one of the place alone.
  Descriptor place_;
  mode_t mode_ = 0;
};

// Gives the recording at `path` another name, "PATH.1", in place of the one that had that name.
//
// Returns  the new name; nullopt where no file, or an empty one, is there
// Throws   FileError where it is no recording, cannot be renamed, or "PATH.1" is no recording
std::optional<std::string> keep_earlier_recording(const std::string& path);

}  // namespace tidemark
