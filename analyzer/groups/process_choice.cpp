#include "analyzer/groups/process_choice.hpp"

#include <algorithm>

#include "analyzer/text/printable.hpp"

namespace tidemark {

ProcessChoice::ProcessChoice(const std::optional<std::string>& process,
                             const std::optional<std::string>& exclude, std::span<const Recording> recordings,
                             const WholeSessions& sessions)
    : groups_("process", process),
      process_("process", groups_.is_given() ? std::nullopt : process),
      exclude_("exclude", exclude) {
  if (groups_.is_given()) chosen_ = groups_.choose(recordings, sessions);
}

bool ProcessChoice::wants(const ProcessLife& life) const {
  const RecordedProcess& row = life.process();
  const auto fits = [&](const ProcessPattern& pattern) {
    return pattern.fits(row.name, printable_command(row.command_line));
  };
  if (exclude_.is_given() && fits(exclude_)) return false;
  if (groups_.is_given()) return is_of_group(life);
  return !process_.is_given() || fits(process_);
}

bool ProcessChoice::is_of_group(const ProcessLife& life) const {
  return std::any_of(life.parts.begin(), life.parts.end(),
                     [&](const LifePart& part) { return chosen_.at(part.recording)[part.process_index]; });
}

}  // namespace tidemark
