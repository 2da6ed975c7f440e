#pragma once

#include <optional>
#include <string>

#include "analyzer/alerts/told_alerts.hpp"
#include "common/descriptor.hpp"

namespace tidemark {

// The directory in which it is remembered what was told, of one teller at a time.
class ToldDirectory {
 public:
  // Throws FileError where it is not there, may not be opened, or another teller uses it.
  explicit ToldDirectory(std::string path);

  // What is remembered; nothing where nothing was told yet.
  struct Memory {
    ToldAlerts told;
    std::optional<std::string> damage = {};  // why it was begun anew, a sentence that names the files
  };
  // A file that is damaged is kept beside its name, with ".damaged" behind it. Throws FileError where it cannot be read.
  [[nodiscard]] Memory read() const;
  // Replaces what is remembered, whole or not at all. Throws FileError.
  void write(const ToldAlerts& told) const;

 private:
  std::string path_;
  Descriptor lock_;
};

// Returns what the directory remembers, while a teller may write to it; nothing where nothing was told yet. Throws FileError
// where it cannot be read, or is damaged.
[[nodiscard]] std::optional<ToldAlerts> look_into(const std::string& directory);

}  // namespace tidemark
