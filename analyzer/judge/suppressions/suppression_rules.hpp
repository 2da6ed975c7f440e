#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/recordings/metric.hpp"
#include "common/pattern.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// Growth that somebody knows of and accepts: one section of a suppression file.
struct SuppressionRule {
  std::string name;                     // the section's
  std::string file;                     // path as given
  std::optional<std::string> group;     // the kind of group that it is for; absent: for processes
  std::optional<Pattern> process_name;  // found in the name, the group's in a rule for groups
  std::optional<Pattern> command;       // found in the command line; one of the two, or a group, is there
  std::optional<Pattern> test;          // found in the names of all tests that growth came with
  std::vector<Metric> metrics;
  std::optional<double> most_bytes_per_hour;  // faster growth is not accepted
  std::string reason;
  std::optional<std::string> expires;      // the last day on which it holds, YYYY-MM-DD in UTC
  std::optional<WallTime> expires_before;  // the end of that day
};

// Reads an ini file of one section a rule, its name free to choose:
//
//   [image-cache]
//   group = program              accepts a group of this kind and not a process: program, tree, cgroup, machine
//   name = ^imaged$              regular expression found in the name; one of this and the next two at least
//   command = --cache-size       the same for the command line; not of a group
//   test = ^test_cache           accepts what these marked tests keep, in any process or in those; not of a group
//   metric = rss,anon            default: all; not of a group or a test
//   max-slope = 10MiB            the most it may grow in an hour; default: any; not of a test
//   reason = fills its cache by design, ticket 4711
//   expires = 2027-03-31         the last day on which the rule holds, UTC; default: none
//
// A line that begins with # or ; is a comment. A file may hold no rule.
//
// Returns  the rules in the order of the file
// Throws   UserError naming file, section and key of what is unknown, missing, repeated or malformed
[[nodiscard]] std::vector<SuppressionRule> read_suppression_rules(const std::string& path);

}  // namespace tidemark
