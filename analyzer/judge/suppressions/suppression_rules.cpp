#include "analyzer/judge/suppressions/suppression_rules.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <boost/property_tree/ini_parser.hpp>
#include <boost/property_tree/ptree.hpp>

#include "analyzer/groups/group_kinds.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Section = boost::property_tree::ptree;

constexpr std::string_view kAction = "use the suppressions";

// Reads one section, and names its place in the file in errors.
class RuleReader {
 public:
  RuleReader(const std::string& path, const std::string& name, const Section& section) : section_(section) {
    rule_.file = path;
    rule_.name = name;
  }

  SuppressionRule read() {
    for (const auto& [key, value] : section_) take(key, value.data());
    if (rule_.group) {
      check_keys_of_group();
    } else if (!rule_.process_name && !rule_.command && !rule_.test) {
      reject("name", "it, command or test has to say whose growth it is");
    }
    if (rule_.test) check_keys_of_test();
    if (rule_.reason.empty()) reject("reason", "it has to say why the growth is accepted");
    if (rule_.metrics.empty()) rule_.metrics.assign(kAllMetrics.begin(), kAllMetrics.end());
    return std::move(rule_);
  }

 private:
  [[nodiscard]] std::string place(std::string_view key) const {
    return fmt::format("{}: [{}] {}", rule_.file, rule_.name, key);
  }
  [[noreturn]] void reject(std::string_view key, std::string_view cause) const {
    throw UserError(fmt::format("{}: {}", place(key), cause));
  }

  void take(const std::string& key, const std::string& value) {
    if (value.empty()) reject(key, "it has no value");
    if (key == "group") {
      take_group(key, value);
    } else if (key == "name") {
      rule_.process_name.emplace(place(key), value);
    } else if (key == "command") {
      rule_.command.emplace(place(key), value);
    } else if (key == "test") {
      rule_.test.emplace(place(key), value);
    } else if (key == "metric") {
      take_metrics(key, value);
    } else if (key == "max-slope") {
      take_slope(key, value);
    } else if (key == "reason") {
      rule_.reason = value;
    } else if (key == "expires") {
      take_expiry(key, value);
    } else {
      reject(key,
             "there is no such key; there are group, name, command, test, metric, max-slope, reason and "
             "expires");
    }
  }

  void take_group(const std::string& key, const std::string& value) {
    if (!is_group_kind(value)) {
      reject(key, fmt::format("there is no kind of group '{}'; there are {}", value,
                              fmt::join(kGroupKinds, ", ")));
    }
    rule_.group = value;
  }

  // A group has no command line, and is judged by one metric.
  void check_keys_of_group() const {
    if (rule_.command) reject("command", "a group has none; name says which groups");
    if (rule_.test) reject("test", "a group has none; what tests keep is told of processes");
    if (!rule_.metrics.empty()) reject("metric", "a group is judged by what it holds, which is one metric");
  }

  // What a test keeps is told by the run.
  void check_keys_of_test() const {
    if (rule_.most_bytes_per_hour) reject("max-slope", "what a test keeps has none");
    if (!rule_.metrics.empty()) reject("metric", "what a test keeps is judged by one metric");
  }

  void take_metrics(const std::string& key, const std::string& value) {
    try {
      rule_.metrics = parse_metrics(value);
    } catch (const UserError& error) {
      reject(key, error.what());
    }
  }

  void take_slope(const std::string& key, const std::string& value) {
    const auto size = parse_size(value);
    if (!size) reject(key, fmt::format("'{}' is not a size an hour; write it like 512KiB or 10MiB", value));
    rule_.most_bytes_per_hour = static_cast<double>(*size);
  }

  void take_expiry(const std::string& key, const std::string& value) {
    constexpr std::size_t kLengthOfDate = 10;
    const auto midnight = value.size() == kLengthOfDate ? parse_rfc3339(value) : std::nullopt;
    if (!midnight) reject(key, fmt::format("'{}' is not a date; write it like 2027-03-31", value));
    rule_.expires = value;
    rule_.expires_before = *midnight + std::chrono::days(1);
  }

  const Section& section_;
  SuppressionRule rule_;
};

}  // namespace

std::vector<SuppressionRule> read_suppression_rules(const std::string& path) {
  InputText file(path, kAction, kMostHandwrittenBytes);
  Section tree;
  try {
    boost::property_tree::read_ini(file, tree);
  } catch (const boost::property_tree::ini_parser_error& error) {
    throw FileError(path, kAction, fmt::format("line {}: {}", error.line(), error.message()));
  }
  check_pattern_count(path, tree.size());
  std::vector<SuppressionRule> rules;
  for (const auto& [name, section] : tree) {
    if (section.empty() && !section.data().empty()) {
      throw UserError(fmt::format("{}: {}: it stands before the first [section]", path, name));
    }
    rules.push_back(RuleReader(path, name, section).read());
  }
  return rules;
}

}  // namespace tidemark
