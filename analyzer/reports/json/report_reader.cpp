#include "analyzer/reports/json/report_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/judge/report_sums.hpp"
#include "analyzer/reports/json/hosts_json.hpp"
#include "analyzer/reports/json/process_json.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/json/settings_json.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"

namespace tidemark {
namespace {

constexpr const char* kAction = "read the report";
constexpr Bytes kMostBytes = Bytes{64} << 30U;

RecordingSummary parse_recording(const Json& json) {
  RecordingSummary recording;
  recording.path = json.at("path");
  recording.host = parse_text(json.at("host"));
  recording.boot_id = parse_text(json.at("boot_id"));
  recording.started = parse_time(json.at("started"));
  recording.ended = parse_time(json.at("ended"));
  if (recording.started.has_value() != recording.ended.has_value())
    throw MisfitReport("a recording's begin and end stand together");
  recording.interval_seconds = parse_number(json.at("interval_seconds"));
  recording.ticks = parse_count(json.at("ticks"));
  recording.processes = parse_count(json.at("processes"));
  recording.sessions = parse_count(json.at("sessions"));
  recording.session_uuids = json.at("session_uuids").get<std::vector<std::string>>();
  return recording;
}

RuleUse parse_use(const Json& json) {
  return {json.at("rule"),
          parse_text(json.at("group")),
          json.at("has_test"),
          parse_text(json.at("expired")),
          parse_count(json.at("fitting")),
          json.at("used"),
          parse_text_or_empty(json.at("too_fast"))};
}

Shards parse_shards(const Json& json) {
  Shards shards{parse_count(json.at("count")), json.at("plan"), {}};
  for (const Json& shard : json.at("judged")) shards.judged.insert(parse_count(shard));
  if (shards.count > kMostShards || shards.judged.empty() || *shards.judged.begin() == 0 ||
      *shards.judged.rbegin() > shards.count)
    throw MisfitReport("its shards are none of those that it counts");
  return shards;
}

// What is counted, or missing, is told again when it is known of all reports.
void take_out_counted(Report& report) {
  std::vector<std::string> notes = counted_notes(report);
  notes.push_back(missing_shards(report));
  for (const std::string& note : notes) {
    const auto found = std::find(report.notes.begin(), report.notes.end(), note);
    if (found != report.notes.end()) report.notes.erase(found);
  }
}

// Each is "METRICS: what it rests on".
std::vector<std::string> parse_limits(const Json& json) {
  auto limits = json.get<std::vector<std::string>>();
  for (const std::string& limit : limits) {
    try {
      static_cast<void>(read_limit(limit));
    } catch (const UserError&) {
      throw MisfitReport("'" + limit + "' is no limit");
    }
  }
  return limits;
}

// Everything but the processes.
Report parse_report(const Json& json, TextPool& texts) {
  Report report;
  report.verdict = parse_verdict(json.at("verdict"));
  if (!json.at("processes").is_array() || !json.at("processes").empty())
    throw MisfitReport("its processes are no list of objects");
  for (const Json& recording : json.at("recordings")) report.recordings.push_back(parse_recording(recording));
  for (const Json& file : json.at("unreadable"))
    report.unreadable.push_back({file.at("path"), file.at("cause")});
  read_settings(json.at("settings"), report.settings);
  report.settings_json = json.at("settings").dump();
  report.limits = parse_limits(json.at("limits"));
  report.notes = json.at("notes").get<std::vector<std::string>>();
  report.asked_for_trend = parse_count(json.at("tested_for_trend"));
  report.detectable_bytes_per_second = parse_number(json.at("detectable_bytes_per_second"));
  for (const Json& note : json.at("process_notes"))
    report.process_notes.push_back({note.at("note"), parse_count(note.at("processes"))});
  for (const Json& use : json.at("suppressions_used")) report.rule_uses.push_back(parse_use(use));
  if (const auto shards = json.find("shards"); shards != json.end()) report.shards = parse_shards(*shards);
  take_out_counted(report);
  if (const auto hosts = json.find("hosts"); hosts != json.end()) {
    report.hosts = parse_sums(*hosts, json.at("programs"));
    report.unlisted = parse_counts(json.at("unlisted"));
  }
  for (const Json& group : json.at("groups")) report.groups.push_back(parse_group(group, texts));
  for (const Json& test : json.at("tests")) report.tests.push_back(parse_test(test));
  return report;
}

// https://json.nlohmann.me/home/exceptions/
std::string describe(const Json::exception& error) {
  constexpr int kNoKey = 403;
  if (error.id == kNoKey)
    return fmt::format("it lacks what this version tells ({}); analyze its recordings again", error.what());
  if (dynamic_cast<const Json::parse_error*>(&error) != nullptr)
    return fmt::format("it is no JSON report, or ends early ({})", error.what());
  return error.what();
}

void check_format(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json["format"] != kReportFormat)
    throw MisfitReport(
        fmt::format("it is no JSON report of analyze or merge: its format is not {}", kReportFormat));
  if (json.at("version") != kReportVersion)
    throw MisfitReport(fmt::format("its version is {}, not {}", json.at("version").dump(), kReportVersion));
}

}  // namespace

Report ReportReader::read(const std::string& path, const std::function<void(ProcessReport)>& take) {
  constexpr int kOfReport = 1;
  constexpr int kOfProcess = 2;
  constexpr int kDeepest = 20;
  bool in_processes = false;
  const auto on_value = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDeepest) throw MisfitReport("its values are nested deeper than those of a report");
    if (event == Json::parse_event_t::key && depth == kOfReport) in_processes = parsed == "processes";
    if (event != Json::parse_event_t::object_end || depth != kOfProcess || !in_processes) return true;
    take(parse_process(parsed, texts_));
    return false;
  };
  try {
    InputText text(path, kAction, kMostBytes);
    const Json json = Json::parse(text, on_value);
    check_format(json);
    return parse_report(json, texts_);
  } catch (const Json::exception& error) {
    throw FileError(path, kAction, describe(error));
  } catch (const MisfitReport& error) {
    throw FileError(path, kAction, error.what());
  }
}

}  // namespace tidemark
