#include "analyzer/alerts/alert_metrics.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "analyzer/text/openmetrics_text.hpp"

namespace tidemark {
namespace {

double unix_seconds(WallTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

MetricLabels labels_of(const AlertKey& key) {
  MetricLabels labels{{"kind", key.kind}, {"name", key.name}};
  if (!key.host.empty()) labels.push_back({"host", key.host});
  return labels;
}

struct Figure {
  std::string_view name;
  std::string_view unit;
  std::string_view help;
  std::optional<double> (*of)(const AlertFigures& figures);
};

constexpr std::array kFigures{
    Figure{"tidemark_alert_slope_bytes_per_second", "bytes_per_second", "How fast it grows.",
           [](const AlertFigures& figures) { return std::optional(figures.slope_bytes_per_second); }},
    Figure{"tidemark_alert_last_bytes", "bytes", "What it holds.",
           [](const AlertFigures& figures) {
             return figures.metric == "count" ? std::nullopt : std::optional(figures.last_bytes);
           }},
    Figure{"tidemark_alert_to_limit_seconds", "seconds", "Time until the limit is reached.",
           [](const AlertFigures& figures) { return figures.seconds_to_limit; }}};

std::string alerts(const ToldAlerts& told) {
  MetricFamily count("tidemark_alerts", "", "What grows on this host and was told.");
  count.add({}, static_cast<double>(told.alerts.size()));
  MetricFamily verdict("tidemark_alert_verdict", "",
                       "The worst verdict that was told: 2 suspect, 3 leak, 4 critical.");
  MetricFamily since("tidemark_alert_told_timestamp_seconds", "seconds",
                     "When it was first told, Unix time.");
  for (const ToldAlert* alert : worst_first(told)) {
    verdict.add(labels_of(alert->alert.key), static_cast<double>(alert->told));
    since.add(labels_of(alert->alert.key), unix_seconds(alert->since));
  }
  std::string text = count.text() + verdict.text() + since.text();
  for (const Figure& figure : kFigures) {
    MetricFamily family(figure.name, figure.unit, figure.help);
    for (const ToldAlert* alert : worst_first(told)) {
      if (alert->alert.figures) family.add(labels_of(alert->alert.key), figure.of(*alert->alert.figures));
    }
    text += family.text();
  }
  return text;
}

std::string judgements(const ToldAlerts& told) {
  MetricFamily judged("tidemark_judged_timestamp_seconds", "seconds",
                      "When the last span_seconds were last judged.");
  MetricFamily recorded("tidemark_recorded_until_timestamp_seconds", "seconds",
                        "The newest scan that was judged then.");
  MetricFamily processes("tidemark_judged_processes", "", "The processes that were judged then.");
  MetricFamily cpu("tidemark_judged_cpu_seconds", "seconds", "What judging cost then.");
  for (const SpanJudgement& judgement : told.judgements) {
    const MetricLabels labels{{"span_seconds", std::to_string(judgement.span.count())}};
    judged.add(labels, unix_seconds(judgement.judged));
    if (judgement.recorded_until) recorded.add(labels, unix_seconds(*judgement.recorded_until));
    processes.add(labels, static_cast<double>(judgement.processes));
    cpu.add(labels, judgement.cpu_seconds);
  }
  return judged.text() + recorded.text() + processes.text() + cpu.text();
}

}  // namespace

std::string format_alert_metrics(const ToldAlerts& told) {
  return alerts(told) + judgements(told) + "# EOF\n";
}

}  // namespace tidemark
