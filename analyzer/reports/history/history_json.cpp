#include <nlohmann/json.hpp>

#include "analyzer/reports/history/history_forms.hpp"
#include "analyzer/reports/history/history_words.hpp"
#include "analyzer/text/json_text.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const HistoryRun& run) {
  return {{"revision", run.revision},
          {"session", run.shown.session},
          {"started", format_rfc3339(run.shown.started)},
          {"source", run.shown.source},
          {"verdict", to_string(run.verdict)}};
}

Json to_json(const Subject& subject) {
  return {{"kind", subject.kind},
          {"name", subject.program.name},
          {"script", subject.program.script},
          {"test", subject.program.test}};
}

Json to_json(const HistoryReport& report, const SubjectChange& change) {
  const SubjectHistory& subject = report.subjects[change.subject];
  const RunSeries& series = subject.series[change.series];
  const LevelChange& level = change.change;
  Json json = to_json(subject.subject);
  json.update({{"change", change_word(level)},
               {"worse", is_for_worse(level)},
               {"odd", level.kind == LevelChange::Kind::kOdd},
               {"new", change.is_new},
               {"revision", report.runs[level.since].revision},
               {"told_at", report.runs[level.told].revision},
               {"confirmed", level.is_confirmed},
               {"quantity", to_string(series.quantity)},
               {"metric", to_string(series.metric)},
               {"before", level.before},
               {"after", level.after},
               {"reason", change_clause(report, change) + "; " + evidence_text(report, change)}});
  return json;
}

Json to_json(const SubjectHistory& subject) {
  Json all = Json::array();
  for (const RunSeries& series : subject.series) {
    all.push_back({{"quantity", to_string(series.quantity)},
                   {"metric", to_string(series.metric)},
                   {"from_test_begin", series.is_from_begin},
                   {"runs", series.runs},
                   {"values", series.values}});
  }
  Json json = to_json(subject.subject);
  json["series"] = std::move(all);
  return json;
}

}  // namespace

std::string format_history_json(const HistoryReport& report) {
  Json runs = Json::array(), changes = Json::array(), subjects = Json::array();
  for (const HistoryRun& run : report.runs) runs.push_back(to_json(run));
  for (const SubjectChange& change : report.changes) changes.push_back(to_json(report, change));
  for (const SubjectHistory& subject : report.subjects) subjects.push_back(to_json(subject));
  const Json json{{"format", "tidemark-history"},
                  {"version", 1},
                  {"branch", report.branch},
                  {"worse", report.is_worse()},
                  {"odd", report.is_odd()},
                  {"enough_runs", report.has_enough_runs()},
                  {"runs", runs},
                  {"changes", changes},
                  {"subjects", subjects}};
  return disarm_json(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace tidemark
