#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "common/pattern.hpp"
#include "schema/rows.hpp"

namespace tidemark {

struct FilterSettings {
  std::vector<std::string> include;  // regular expressions; none means every name
  std::vector<std::string> exclude;
  std::optional<uid_t> user;
  // Only this process and its descendants.
  std::optional<pid_t> tree_root;
  bool tree_root_itself = true;

  bool operator==(const FilterSettings&) const = default;
};

// Decides by what a process itself is. Descent (tree_root) depends on other processes: see descent.hpp.
class ProcessFilter {
 public:
  // Throws UserError naming the setting, as compile_patterns.
  explicit ProcessFilter(FilterSettings settings);

  // Whether an expression is found in the process's name (comm) or in the last part of its program's path,
  // none of the excluding ones is, and it runs as the user. A process whose user is unknown matches no user.
  [[nodiscard]] bool admits(const ProcessRow& process) const;

  [[nodiscard]] const FilterSettings& settings() const { return settings_; }
  // Whether everything is admitted, descent apart.
  [[nodiscard]] bool admits_all() const { return include_.empty() && exclude_.empty() && !settings_.user; }
  // Returns the settings as a JSON object, as session.filters holds them.
  [[nodiscard]] std::string to_json() const;

 private:
  FilterSettings settings_;
  std::vector<Pattern> include_;
  std::vector<Pattern> exclude_;
};

}  // namespace tidemark
