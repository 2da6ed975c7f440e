#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Makes one report of the reports of parts.
//
// The result is the same in whatever order they are added, and whether or not some of them were merged before. Where all
// shards of an archive are there it is the report of the whole archive, but for pictures. It lists kMostListed processes,
// groups and tests, the worst; the other processes are counted.
class ReportMerger {
 public:
  static constexpr std::size_t kMostListed = 10'000;

  // Adds a process of the report that is added next.
  void add_process(ProcessReport process);
  // Adds a report, whose processes were added.
  //
  // path    for errors
  // Throws  UserError where it holds a session that another one holds, was judged with other settings, or is a part of
  //         another archive, or of the same one when its files were others
  void add(const std::string& path, Report report);

  // Drops the processes that were added for a report that is not to be added.
  void forget_coming();

  // Returns the report. There has to be one at least.
  [[nodiscard]] Report finish();

 private:
  // Of a session: the report that holds it.
  struct Place {
    std::size_t report;
    std::string path;
  };

  void check(const std::string& path, const Report& report);
  void take_coming(Report& report);
  void take_sums(Report& report);
  void take_lists(Report& report);

  Report merged_{};
  std::string first_path_;                 // of the reports; empty before there is one
  std::size_t reports_ = 0;                // that were added
  std::map<std::string, Place> sessions_;  // by their UUIDs
  std::map<std::string, std::set<Metric>> limits_;
  std::map<std::string, std::size_t> process_notes_;
  std::size_t reports_with_notes_ = 0;
  // Of the next report: the worst of its processes, how many others there were, and what all of them show, as if they were of
  // one host.
  std::vector<ProcessReport> coming_;
  VerdictCounts coming_unlisted_;
  HostSums coming_sums_;
  std::vector<double> coming_rates_;
};

}  // namespace tidemark
