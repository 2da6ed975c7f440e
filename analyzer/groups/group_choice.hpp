#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/recordings/recording.hpp"
#include "common/pattern.hpp"

namespace tidemark {

// Of each process row of recordings whether it is chosen.
using ChosenProcesses = std::map<const Recording*, std::vector<bool>>;

// Chooses the processes of groups by an expression such as "tree:^make$": a kind of group and a regular expression
// that is found in its name. The kinds are program and tree; of a control group and of the machine all processes
// are needed.
class GroupChoice {
 public:
  // expression  absent, or without a kind of group: it chooses processes, and this is not given
  // Throws      UserError naming the setting, for another kind and for what is no regular expression
  GroupChoice(std::string_view setting, const std::optional<std::string>& expression);

  [[nodiscard]] bool is_given() const { return !kind_.empty(); }
  // Returns whether a group is meant. Only where is_given(), as the next.
  [[nodiscard]] bool fits(std::string_view kind, const std::string& name) const;
  // Returns for each process row whether it belongs to a group that is meant.
  //
  // sessions  of the recordings
  // Cost      O(n log n)
  [[nodiscard]] ChosenProcesses choose(std::span<const Recording> recordings,
                                       const WholeSessions& sessions) const;

 private:
  void choose_trees(const WholeSession& session, ChosenProcesses& chosen) const;

  std::string kind_;
  std::optional<Pattern> name_;
};

}  // namespace tidemark
