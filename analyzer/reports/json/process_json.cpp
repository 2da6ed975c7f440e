#include "analyzer/reports/json/process_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/reports/json/finding_json.hpp"
#include "analyzer/reports/text/next_step.hpp"

namespace tidemark {
namespace {

Json to_json(const std::optional<NextStep>& step) {
  if (!step) return {};
  return {{"tool", step->tool}, {"advice", step->advice}, {"commands", step->commands}};
}

Json to_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(tidemark::to_json(finding));
  return list;
}

Json to_json(const ProcessMemory& memory) {
  return {{"virt_bytes", whole_bytes(memory.virt)},
          {"resident_bytes", whole_bytes(memory.resident)},
          {"shared_bytes", whole_bytes(memory.shared)},
          {"virt_growth_bytes", whole_bytes(memory.virt_growth)}};
}

Json name_or_null(Runtime runtime) {
  return runtime == Runtime::kUnknown ? Json() : Json(to_string(runtime));
}

std::vector<Finding> parse_findings(const Json& json, TextPool& texts) {
  std::vector<Finding> findings;
  for (const Json& finding : json) findings.push_back(parse_finding(finding, texts));
  return findings;
}

ProcessMemory parse_memory(const Json& json) {
  return {parse_number(json.at("virt_bytes")), parse_number(json.at("resident_bytes")),
          parse_number(json.at("shared_bytes")), parse_number(json.at("virt_growth_bytes"))};
}

Runtime parse_runtime(const Json& json) {
  if (json.is_null()) return Runtime::kUnknown;
  const std::string name = json;
  const auto* const known = std::find_if(kRuntimeNames.begin(), kRuntimeNames.end(),
                                         [&](const RuntimeName& each) { return each.name == name; });
  if (known == kRuntimeNames.end()) throw MisfitReport("'" + name + "' is no runtime");
  return known->runtime;
}

KindOfLife parse_kind(const Json& json) {
  constexpr std::array kKinds{KindOfLife::kLasting,       KindOfLife::kGone,    KindOfLife::kJob,
                              KindOfLife::kJobInProgress, KindOfLife::kCommand, KindOfLife::kStopped,
                              KindOfLife::kService,       KindOfLife::kKilled};
  const std::string name = json;
  const auto* const kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](KindOfLife each) { return name == to_string(each); });
  if (kind == kKinds.end()) throw MisfitReport("'" + name + "' is no kind of life");
  return *kind;
}

std::optional<std::int64_t> parse_whole(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<std::int64_t>());
}

std::optional<std::string> parse_host(const Json& json) {
  const auto host = json.find("host");
  return host == json.end() ? std::nullopt : parse_text(*host);
}

}  // namespace

Json to_json(const ProcessReport& process) {
  Json json{{"pid", process.pid},
            {"name", process.name.str()},
            {"command", to_json(process.command)},
            {"runtime", name_or_null(process.runtime)},
            {"started", to_json(process.started)},
            {"ended", to_json(process.ended)},
            {"samples", process.samples},
            {"verdict", to_string(process.verdict)},
            {"reason", process.reason.str()},
            {"p_value", to_json(process.p_value)},
            {"detectable_bytes_per_second", to_json(process.detectable_bytes_per_second)},
            {"harness", process.is_test_runner},
            {"kind_of_life", to_string(process.kind_of_life)},
            {"later_name", to_json(process.later_name)},
            {"working_directory", to_json(process.working_directory)},
            {"suppressed", process.suppressed ? to_json(*process.suppressed) : Json()},
            {"next_step", to_json(next_step(process))},
            {"findings", to_json(process.findings)},
            {"script", text_or_null(process.program.script)},
            {"version", text_or_null(process.version)},
            {"start_ticks", process.start_ticks ? Json(*process.start_ticks) : Json()},
            {"exited", process.has_exited},
            {"imported", process.is_imported},
            {"memory", to_json(process.memory)}};
  if (process.verdict >= Verdict::kLeak) json["arguments"] = process.arguments;
  if (process.host) json["host"] = *process.host;
  if (!process.looked_at.empty()) json["explanation"] = to_json(process.looked_at);
  return json;
}

Json to_json(const GroupReport& group) {
  Json json{{"kind", group.kind},
            {"name", group.name},
            {"verdict", to_string(group.verdict)},
            {"reason", group.reason},
            {"suppressed", to_json(group.suppressed)},
            {"findings", to_json(group.findings)}};
  if (group.host) json["host"] = *group.host;
  return json;
}

Json to_json(const TestReport& test) {
  Json json{{"test", test.test},
            {"runs", test.runs},
            {"kept_bytes", std::llround(test.kept_bytes)},
            {"kept_each_bytes", std::llround(test.kept_each_bytes())},
            {"comes_back", test.comes_back},
            {"verdict", to_string(test.verdict)},
            {"pid", test.pid ? Json(*test.pid) : Json()},
            {"processes", test.processes},
            {"name", test.program}};
  if (test.host) json["host"] = *test.host;
  return json;
}

ProcessReport parse_process(const Json& json, TextPool& texts) {
  ProcessReport process;
  process.pid = json.at("pid");
  process.name = json.at("name").get<std::string>();
  process.host = parse_host(json);
  process.command = parse_text(json.at("command"));
  if (const auto arguments = json.find("arguments"); arguments != json.end())
    process.arguments = arguments->get<std::vector<std::string>>();
  process.runtime = parse_runtime(json.at("runtime"));
  process.started = parse_time(json.at("started"));
  process.ended = parse_time(json.at("ended"));
  process.samples = parse_count(json.at("samples"));
  process.verdict = parse_verdict(json.at("verdict"));
  process.reason = json.at("reason").get<std::string>();
  process.p_value = parse_number(json.at("p_value"));
  process.detectable_bytes_per_second = parse_number(json.at("detectable_bytes_per_second"));
  process.is_test_runner = json.at("harness");
  process.kind_of_life = parse_kind(json.at("kind_of_life"));
  process.later_name = parse_text(json.at("later_name"));
  process.working_directory = parse_text(json.at("working_directory"));
  if (auto suppressed = parse_suppression(json.at("suppressed")))
    process.suppressed = std::make_shared<const Suppression>(std::move(*suppressed));
  process.findings = parse_findings(json.at("findings"), texts);
  process.program = {process.name, parse_text_or_empty(json.at("script")), {}};
  process.version = parse_text_or_empty(json.at("version"));
  process.start_ticks = parse_whole(json.at("start_ticks"));
  process.has_exited = json.at("exited");
  process.is_imported = json.at("imported");
  process.memory = parse_memory(json.at("memory"));
  if (const auto looked_at = json.find("explanation"); looked_at != json.end())
    process.looked_at = parse_findings(*looked_at, texts);
  return process;
}

GroupReport parse_group(const Json& json, TextPool& texts) {
  GroupReport group;
  group.kind = json.at("kind");
  group.name = json.at("name");
  group.verdict = parse_verdict(json.at("verdict"));
  group.reason = json.at("reason");
  group.suppressed = parse_suppression(json.at("suppressed"));
  group.findings = parse_findings(json.at("findings"), texts);
  group.host = parse_host(json);
  return group;
}

TestReport parse_test(const Json& json) {
  TestReport test;
  test.test = json.at("test");
  test.runs = parse_count(json.at("runs"));
  if (test.runs == 0) throw MisfitReport("a test has no runs");
  test.kept_bytes = json.at("kept_bytes");
  test.comes_back = json.at("comes_back");
  test.verdict = parse_verdict(json.at("verdict"));
  test.pid = parse_whole(json.at("pid"));
  test.processes = parse_count(json.at("processes"));
  test.program = json.at("name");
  test.host = parse_host(json);
  return test;
}

}  // namespace tidemark
