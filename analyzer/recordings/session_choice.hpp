#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Which sessions are looked at: all, the last, or one by its number, from 1 on in the order in which they began. A
// session that goes on in several files is one.
class SessionChoice {
 public:
  SessionChoice() = default;
  // Reads "all", "last" or a number. Throws UserError naming the setting.
  SessionChoice(std::string_view setting, const std::string& text);

  [[nodiscard]] std::string text() const;  // as it was read

  // Returns the UUID of the one session that is chosen; nullopt where all are. Throws UserError where there is no such session.
  [[nodiscard]] std::optional<std::string> chosen(const std::vector<Recording>& recordings) const;
  // Takes the processes, marks and ticks of all other sessions out of the recordings.
  //
  // Returns  how many of how many sessions are left, in words; nullopt where all are
  // Throws   UserError where there is no such session
  std::optional<std::string> keep_chosen(std::vector<Recording>& recordings) const;

 private:
  [[nodiscard]] std::size_t number_of(std::size_t sessions) const;

  enum class Kind { kAll, kLast, kNumber };

  Kind kind_ = Kind::kAll;
  std::size_t number_ = 0;
};

}  // namespace tidemark
