#pragma once

#include <optional>
#include <span>
#include <string>

#include "analyzer/groups/group_choice.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/process_pattern.hpp"

namespace tidemark {

// Which lives are looked at.
class ProcessChoice {
 public:
  // process     what --process says: a regular expression that is found in the name or the command line, or the choice
  //             of a group, see GroupChoice; absent: all
  // exclude     regular expression; those in which it is found are left out
  // recordings  as their lives refer to them, with their sessions
  // Throws      UserError naming the setting
  ProcessChoice(const std::optional<std::string>& process, const std::optional<std::string>& exclude,
                std::span<const Recording> recordings, const WholeSessions& sessions);

  [[nodiscard]] bool wants(const ProcessLife& life) const;

 private:
  [[nodiscard]] bool is_of_group(const ProcessLife& life) const;

  GroupChoice groups_;
  ChosenProcesses chosen_;  // by it
  ProcessPattern process_;
  ProcessPattern exclude_;
};

}  // namespace tidemark
