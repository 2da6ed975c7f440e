#include "analyzer/reports/json/report_json.hpp"

#include <algorithm>

#include "analyzer/reports/json/hosts_json.hpp"
#include "analyzer/reports/json/process_json.hpp"
#include "analyzer/reports/json/settings_json.hpp"
#include "analyzer/text/json_text.hpp"

namespace tidemark {
namespace {

using tidemark::to_json;

// The worst of them; a suite of very many, seen by many processes, has as many lines as both together.
constexpr std::size_t kMostTests = 10'000;

Json to_json(const RecordingSummary& recording) {
  return {{"path", recording.path},
          {"host", to_json(recording.host)},
          {"boot_id", to_json(recording.boot_id)},
          {"started", to_json(recording.started)},
          {"ended", to_json(recording.ended)},
          {"interval_seconds", to_json(recording.interval_seconds)},
          {"ticks", recording.ticks},
          {"processes", recording.processes},
          {"sessions", recording.sessions},
          {"session_uuids", recording.session_uuids}};
}

Json to_json(const RuleUse& use) {
  return {{"rule", use.place},
          {"group", to_json(use.group)},
          {"has_test", use.has_test},
          {"fitting", use.fitting},
          {"used", use.is_used},
          {"expired", to_json(use.expired)},
          {"too_fast", text_or_null(use.too_fast)}};
}

Json to_json(const Shards& shards) {
  return {{"count", shards.count}, {"plan", shards.plan}, {"judged", shards.judged}};
}

template <typename Values>
Json list_of(const Values& values) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(to_json(value));
  return list;
}

Json counted_of(const std::vector<ProcessNote>& notes) {
  Json list = Json::array();
  for (const ProcessNote& note : notes) list.push_back({{"note", note.note}, {"processes", note.processes}});
  return list;
}

Json head_of(const Report& report) {
  Json unreadable = Json::array();
  for (const UnreadableFile& file : report.unreadable)
    unreadable.push_back({{"path", file.path}, {"cause", file.cause}});
  Json json = {
      {"format", kReportFormat},
      {"version", kReportVersion},
      {"verdict", to_string(report.verdict)},
      {"recordings", list_of(report.recordings)},
      {"unreadable", unreadable},
      {"settings", report.settings_json ? Json::parse(*report.settings_json) : to_json(report.settings)},
      {"limits", report.limits},
      {"notes", report.notes},
      {"tested_for_trend", report.asked_for_trend},
      {"expected_false_trends", expected_false_trends(report)},
      {"detectable_bytes_per_second", to_json(report.detectable_bytes_per_second)},
      {"process_notes", counted_of(report.process_notes)},
      {"suppressions_used", list_of(report.rule_uses)}};
  if (report.shards) json["shards"] = to_json(*report.shards);
  if (report.is_of_hosts()) {
    json["hosts"] = hosts_json(report.hosts);
    json["programs"] = programs_json(report.hosts);
    json["unlisted"] = to_json(report.unlisted);
  }
  json["processes"] = Json::array();
  return json;
}

// A path may hold bytes that are not UTF-8.
std::string print(const Json& json) {
  return disarm_json(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

constexpr std::size_t kPieceBytes = 65'536;

// Gives each process away as it is made: the values of all of them at once would take many times the text.
void write_processes(const Report& report, std::string text, const TextSink& sink) {
  std::string_view before = "\n    ";
  for (const ProcessReport& process : report.processes) {
    text += before;
    for (const char byte : print(tidemark::to_json(process))) {
      text += byte;
      if (byte == '\n') text += "    ";
    }
    before = ",\n    ";
    if (text.size() < kPieceBytes) continue;
    sink(text);
    text.clear();
  }
  if (!report.processes.empty()) text += "\n  ";
  sink(text);
}

}  // namespace

void write_json(const Report& report, const TextSink& sink) {
  const std::string head = print(head_of(report));
  Json tests = Json::array();
  for (std::size_t i = 0; i < std::min(report.tests.size(), kMostTests); ++i)
    tests.push_back(tidemark::to_json(report.tests[i]));
  Json groups = Json::array();
  for (const GroupReport& group : report.groups) groups.push_back(tidemark::to_json(group));
  const std::string tail = print({{"groups", groups}, {"tests", tests}});
  // Without what ends the head, and begins the tail.
  constexpr std::string_view kEnd = "]\n}";
  write_processes(report, head.substr(0, head.size() - kEnd.size()), sink);
  sink("]," + tail.substr(1) + '\n');
}

std::string format_json(const Report& report) {
  std::string text;
  write_json(report, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace tidemark
