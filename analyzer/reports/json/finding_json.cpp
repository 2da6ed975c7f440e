#include "analyzer/reports/json/finding_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark {

Json to_json(const Suppression& suppression) {
  return {{"reason", suppression.reason},
          {"rule", suppression.rule},
          {"expires", to_json(suppression.expires)},
          {"max_slope_bytes_per_hour", whole_bytes(suppression.most_bytes_per_hour)}};
}

Json to_json(const std::optional<Suppression>& suppression) {
  return suppression ? to_json(*suppression) : Json();
}

namespace {

using tidemark::to_json;

Json to_json(const AskedRule& asked) {
  return {{"rule", asked.rule},
          {"figure", asked.figure},
          {"value", asked.value},
          {"bound", asked.bound},
          {"passed", asked.passed}};
}

Json to_json(const TouchFrame& frame) {
  return {{"function", text_or_null(frame.function)},
          {"file", to_json(frame.file)},
          {"line", frame.line ? Json(*frame.line) : Json()},
          {"module", text_or_null(frame.module)},
          {"build_id", to_json(frame.build_id)},
          {"address", frame.address ? Json(*frame.address) : Json()}};
}

Json stacks_of(const Finding& finding) {
  Json stacks = Json::array();
  if (!finding.first_touches.is_told()) return stacks;
  const auto growth =
      static_cast<double>(std::llround(finding.last_bytes) - std::llround(finding.first_bytes));
  for (const TouchedPlace& place : finding.first_touches.places) {
    Json frames = Json::array();
    for (const TouchFrame& frame : place.frames) frames.push_back(to_json(frame));
    const auto is_new = place.is_new();
    stacks.push_back({{"evidence", finding.first_touches.is_kept ? "kept" : "touched"},
                      {"bytes", std::llround(place.share * growth)},
                      {"share", place.share},
                      {"line_share", place.line_share},
                      {"samples", place.samples},
                      {"share_before", to_json(place.share_before)},
                      {"new", is_new ? Json(*is_new) : Json()},
                      {"frames", frames}});
  }
  return stacks;
}

// Whether there is anything to tell of them.
bool has_touches(const FirstTouches& touches) { return touches.samples > 0.0 || touches.lost_samples > 0.0; }

Json to_json(const FirstTouches& touches) {
  if (!has_touches(touches)) return {};
  return {{"kept", touches.is_kept},
          {"samples", touches.samples},
          {"lost_samples", touches.lost_samples},
          {"unnamed_share", touches.unnamed_share},
          {"has_scripts", touches.has_scripts},
          {"python_minor", touches.python_minor ? Json(*touches.python_minor) : Json()}};
}

Json to_json(const Sparkline& sparkline) {
  Json spans = Json::array();
  for (const std::optional<double>& highest : sparkline) spans.push_back(whole_bytes(highest));
  return spans;
}

}  // namespace

Json to_json(const Finding& finding) {
  Json rules = Json::array();
  for (const AskedRule& rule : finding.rules) rules.push_back(to_json(rule));
  Json shapes = Json::array();
  for (const ShapeWeight& shape : finding.shapes)
    shapes.push_back({{"shape", shape.shape}, {"weight", shape.weight}});
  Json symptoms = Json::array();
  for (const Symptom& symptom : finding.symptoms) {
    symptoms.push_back({{"signal", symptom.name}, {"text", symptom.text}});
  }
  return {{"detector", finding.detector},
          {"metric", to_string(finding.metric)},
          {"verdict", to_string(finding.verdict)},
          {"reason", finding.reason},
          {"suppressed", to_json(finding.suppressed)},
          {"cause", to_json(finding.cause)},
          {"cause_reason", to_json(finding.cause_reason)},
          {"slope_bytes_per_second", finding.slope_bytes_per_second},
          {"slope_low", to_json(finding.slope_low)},
          {"slope_high", to_json(finding.slope_high)},
          {"r_squared", to_json(finding.r_squared)},
          {"p_value", to_json(finding.p_value)},
          {"seconds_to_limit", to_json(finding.seconds_to_limit)},
          {"soonest_to_limit", to_json(finding.soonest_to_limit)},
          {"latest_to_limit", to_json(finding.latest_to_limit)},
          {"limit_bytes", whole_bytes(finding.limit_bytes)},
          {"window",
           {{"start", format_rfc3339(finding.window.start)},
            {"end", format_rfc3339(finding.window.end)},
            {"seconds", finding.window.seconds},
            {"samples", finding.window.samples},
            {"begin_seconds", finding.window.begin_seconds}}},
          {"first_bytes", whole_bytes(finding.first_bytes)},
          {"last_bytes", whole_bytes(finding.last_bytes)},
          {"line_end_bytes", finding.line_end_bytes},
          {"outline", to_json(finding.sparkline)},
          {"signals", symptoms},
          {"tests", finding.marked_tests},
          {"first_touches", to_json(finding.first_touches)},
          {"stacks", stacks_of(finding)},
          {"rules", rules},
          {"shapes", shapes}};
}

namespace {

constexpr std::array kMetrics{Metric::kVmSize, Metric::kRss,     Metric::kAnon, Metric::kData,
                              Metric::kHeap,   Metric::kOutside, Metric::kCount};

Metric parse_metric(const Json& json) {
  const std::string name = json;
  const auto* const metric =
      std::find_if(kMetrics.begin(), kMetrics.end(), [&](Metric each) { return name == to_string(each); });
  if (metric == kMetrics.end()) throw MisfitReport("'" + name + "' is no metric");
  return *metric;
}

WallTime parse_known_time(const Json& json) { return parse_time(json).value_or(WallTime{}); }

const std::string& pooled(const Json& json, TextPool& texts) {
  return *texts.insert(json.get<std::string>()).first;
}

TouchFrame parse_frame(const Json& json) {
  TouchFrame frame{parse_text_or_empty(json.at("function")), parse_text_or_empty(json.at("module"))};
  frame.build_id = parse_text(json.at("build_id"));
  frame.file = parse_text(json.at("file"));
  if (const Json& address = json.at("address"); !address.is_null()) frame.address = address;
  if (const Json& line = json.at("line"); !line.is_null()) frame.line = line;
  return frame;
}

TouchedPlace parse_place(const Json& json) {
  TouchedPlace place;
  for (const Json& frame : json.at("frames")) place.frames.push_back(parse_frame(frame));
  place.share = json.at("share");
  place.samples = json.at("samples");
  place.line_share = json.at("line_share");
  place.share_before = parse_number(json.at("share_before"));
  return place;
}

FirstTouches parse_touches(const Json& json, const Json& stacks) {
  FirstTouches touches;
  if (json.is_null()) return touches;
  touches.is_kept = json.at("kept");
  touches.samples = json.at("samples");
  touches.lost_samples = json.at("lost_samples");
  touches.unnamed_share = json.at("unnamed_share");
  touches.has_scripts = json.at("has_scripts");
  if (const Json& minor = json.at("python_minor"); !minor.is_null()) touches.python_minor = minor;
  for (const Json& place : stacks) touches.places.push_back(parse_place(place));
  if (std::any_of(touches.places.begin(), touches.places.end(),
                  [](const TouchedPlace& place) { return place.frames.empty(); }))
    throw MisfitReport("a stack has no frames");
  return touches;
}

void parse_lists(const Json& json, TextPool& texts, Finding& finding) {
  for (const Json& rule : json.at("rules"))
    finding.rules.push_back({pooled(rule.at("rule"), texts), pooled(rule.at("figure"), texts),
                             rule.at("value").is_null() ? std::nan("") : rule.at("value").get<double>(),
                             rule.at("bound").is_null() ? std::nan("") : rule.at("bound").get<double>(),
                             rule.at("passed")});
  for (const Json& shape : json.at("shapes"))
    finding.shapes.push_back({pooled(shape.at("shape"), texts).c_str(), shape.at("weight")});
  for (const Json& symptom : json.at("signals"))
    finding.symptoms.push_back({symptom.at("signal"), symptom.at("text")});
  for (const Json& span : json.at("outline")) finding.sparkline.push_back(parse_number(span));
  for (const Json& test : json.at("tests")) finding.marked_tests.push_back(test);
}

}  // namespace

std::optional<Suppression> parse_suppression(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Suppression{json.at("rule"), json.at("reason"), parse_text(json.at("expires")),
                     parse_number(json.at("max_slope_bytes_per_hour"))};
}

Finding parse_finding(const Json& json, TextPool& texts) {
  Finding finding;
  finding.detector = json.at("detector");
  finding.metric = parse_metric(json.at("metric"));
  finding.verdict = parse_verdict(json.at("verdict"));
  finding.reason = json.at("reason");
  finding.suppressed = parse_suppression(json.at("suppressed"));
  finding.cause = parse_text(json.at("cause"));
  finding.cause_reason = parse_text(json.at("cause_reason"));
  if (finding.cause.has_value() != finding.cause_reason.has_value())
    throw MisfitReport("a cause and its reason stand together");
  finding.slope_bytes_per_second = json.at("slope_bytes_per_second");
  finding.slope_low = parse_number(json.at("slope_low"));
  finding.slope_high = parse_number(json.at("slope_high"));
  finding.r_squared = parse_number(json.at("r_squared"));
  finding.p_value = parse_number(json.at("p_value"));
  finding.seconds_to_limit = parse_number(json.at("seconds_to_limit"));
  finding.soonest_to_limit = parse_number(json.at("soonest_to_limit"));
  finding.latest_to_limit = parse_number(json.at("latest_to_limit"));
  finding.limit_bytes = parse_number(json.at("limit_bytes"));
  const Json& window = json.at("window");
  finding.window = {parse_known_time(window.at("start")), parse_known_time(window.at("end")),
                    window.at("seconds"), parse_count(window.at("samples")), window.at("begin_seconds")};
  finding.first_bytes = parse_number(json.at("first_bytes")).value_or(0.0);
  finding.last_bytes = parse_number(json.at("last_bytes")).value_or(0.0);
  finding.line_end_bytes = json.at("line_end_bytes");
  finding.first_touches = parse_touches(json.at("first_touches"), json.at("stacks"));
  parse_lists(json, texts, finding);
  return finding;
}

}  // namespace tidemark
