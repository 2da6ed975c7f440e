#include "analyzer/alerts/alert_json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/reports/json/json_values.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using tidemark::to_json;

Json to_json(const std::optional<AlertFigures>& figures) {
  if (!figures) return {};
  return {{"metric", figures->metric},
          {"slope_bytes_per_second", figures->slope_bytes_per_second},
          {"first_bytes", figures->first_bytes},
          {"last_bytes", figures->last_bytes},
          {"limit_bytes", to_json(figures->limit_bytes)},
          {"seconds_to_limit", to_json(figures->seconds_to_limit)},
          {"since", format_rfc3339(figures->since)}};
}

Json to_json(const Alert& alert) {
  Json lives = Json::array();
  for (const LifeIdentity& life : alert.lives)
    lives.push_back(
        {{"pid", life.pid}, {"start_ticks", life.start_ticks ? Json(*life.start_ticks) : Json()}});
  return {{"kind", alert.key.kind},
          {"name", alert.key.name},
          {"host", alert.key.host},
          {"verdict", to_string(alert.verdict)},
          {"text", alert.text},
          {"details", alert.details},
          {"command", alert.command},
          {"processes", lives},
          {"figures", to_json(alert.figures)}};
}

Json to_json(const std::vector<Alert>& alerts) {
  Json list = Json::array();
  for (const Alert& alert : alerts) list.push_back(to_json(alert));
  return list;
}

Json to_json(const SpanJudgement& judgement) {
  return {{"span_seconds", judgement.span.count()},
          {"judged", format_rfc3339(judgement.judged)},
          {"recorded_until", to_json(judgement.recorded_until)},
          {"verdict", to_string(judgement.verdict)},
          {"host", judgement.host},
          {"processes", judgement.processes},
          {"cpu_seconds", judgement.cpu_seconds}};
}

WallTime parse_known_time(const Json& json) {
  const auto time = parse_time(json);
  if (!time) throw MisfitTold("a time is missing");
  return *time;
}

double parse_amount(const Json& json) {
  const double amount = json;
  if (!(amount >= 0.0) || !std::isfinite(amount)) throw MisfitTold(json.dump() + " is no amount");
  return amount;
}

template <typename Value, typename Parse>
std::optional<Value> parse_known(const Json& json, Parse&& parse) {
  return json.is_null() ? std::nullopt : std::optional<Value>(parse(json));
}

AlertFigures parse_figures(const Json& json) {
  return {json.at("metric"),
          json.at("slope_bytes_per_second"),
          json.at("first_bytes"),
          json.at("last_bytes"),
          parse_number(json.at("limit_bytes")),
          parse_number(json.at("seconds_to_limit")),
          parse_known_time(json.at("since"))};
}

Alert parse_alert(const Json& json) {
  Alert alert{{json.at("kind"), json.at("name"), json.at("host")},
              parse_verdict(json.at("verdict")),
              json.at("text"),
              json.at("details"),
              json.at("command"),
              {},
              parse_known<AlertFigures>(json.at("figures"), parse_figures)};
  for (const Json& life : json.at("processes")) {
    const auto to_ticks = [](const Json& ticks) { return ticks.get<std::int64_t>(); };
    alert.lives.push_back(
        {alert.key.host, life.at("pid"), parse_known<std::int64_t>(life.at("start_ticks"), to_ticks)});
  }
  return alert;
}

SpanJudgement parse_judgement(const Json& json) {
  SpanJudgement judgement{.span = std::chrono::seconds(json.at("span_seconds").get<std::int64_t>()),
                          .judged = parse_known_time(json.at("judged")),
                          .recorded_until = parse_time(json.at("recorded_until")),
                          .verdict = parse_verdict(json.at("verdict")),
                          .host = json.at("host"),
                          .processes = json.at("processes"),
                          .cpu_seconds = parse_amount(json.at("cpu_seconds"))};
  for (const Json& alert : json.at("alerts")) judgement.alerts.push_back(parse_alert(alert));
  return judgement;
}

constexpr const char* kToldFormat = "tidemark-told";

ToldAlerts to_told(const Json& json) {
  if (json.value("format", "") != kToldFormat)
    throw MisfitTold(fmt::format("its format is not {}", kToldFormat));
  if (json.at("version") != 1) throw MisfitTold("its version is " + json.at("version").dump() + ", not 1");
  ToldAlerts told;
  told.events = json.at("events");
  for (const Json& judgement : json.at("judgements")) told.judgements.push_back(parse_judgement(judgement));
  for (const Json& entry : json.at("alerts")) {
    ToldAlert alert{parse_alert(entry.at("alert")), parse_verdict(entry.at("told")),
                    parse_known_time(entry.at("since"))};
    const AlertKey key = alert.alert.key;
    told.alerts.emplace(key, std::move(alert));
  }
  return told;
}

std::string print(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

// "Tidemark on alpha: new: server, and 2 more".
std::string subject_of(const SpanJudgement& judgement, std::span<const AlertChange> changes) {
  constexpr std::size_t kMostName = 80;
  const std::string where = judgement.host.empty() ? "" : " on " + judgement.host;
  const std::string more = changes.size() < 2 ? "" : fmt::format(", and {} more", changes.size() - 1);
  return fmt::format("Tidemark{}: {}: {}{}", where, to_string(changes.front().news),
                     shorten(changes.front().alert.key.name, kMostName), more);
}

}  // namespace

std::string change_text(const AlertChange& change) {
  const Alert& alert = change.alert;
  if (change.news != News::kGone)
    return fmt::format("{} ({}): {}", to_string(change.news), to_string(alert.verdict), alert.text);
  const std::string where = alert.key.host.empty() ? "" : " on " + alert.key.host;
  const std::string kind = alert.key.kind == "process" ? "" : alert.key.kind + " ";
  return fmt::format("gone: {}{}{} grows no more", kind, alert.key.name, where);
}

std::string format_event(const SpanJudgement& judgement, std::span<const AlertChange> changes) {
  std::string text, details;
  Json list = Json::array();
  for (const AlertChange& change : changes) {
    text += change_text(change) + '\n';
    if (change.news != News::kGone) details += '\n' + change.alert.details;
    Json json{{"change", to_string(change.news)}};
    json.update(to_json(change.alert));
    list.push_back(std::move(json));
  }
  // What hooks of the shell read stands before the changes.
  return print({{"format", "tidemark-alerts"},
                {"version", 1},
                {"host", judgement.host},
                {"judged", format_rfc3339(judgement.judged)},
                {"span_seconds", judgement.span.count()},
                {"subject", subject_of(judgement, changes)},
                {"text", text + details},
                {"changes", list}},
               -1);
}

std::string format_told(const ToldAlerts& told) {
  Json judgements = Json::array();
  for (const SpanJudgement& judgement : told.judgements) {
    judgements.push_back(to_json(judgement));
    judgements.back()["alerts"] = to_json(judgement.alerts);
  }
  Json alerts = Json::array();
  for (const auto& [key, alert] : told.alerts) {
    alerts.push_back({{"told", to_string(alert.told)},
                      {"since", format_rfc3339(alert.since)},
                      {"alert", to_json(alert.alert)}});
  }
  return print({{"format", kToldFormat},
                {"version", 1},
                {"events", told.events},
                {"judgements", judgements},
                {"alerts", alerts}},
               1);
}

ToldAlerts parse_told(const std::string& text) {
  try {
    return to_told(Json::parse(text));
  } catch (const Json::exception& error) {
    throw MisfitTold(error.what());
  } catch (const MisfitReport& error) {
    throw MisfitTold(error.what());
  }
}

}  // namespace tidemark
