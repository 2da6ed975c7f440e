// Prints how well each detector tells leaks from clean series, by class, on the tuning and the held-out
// parameters, and on labelled recordings where their folder is given.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "tests/detection/comparison.hpp"
#include "tests/detection/corpus.hpp"
#include "tests/detection/hard_series.hpp"
#include "tests/detection/scores.hpp"

namespace {

using namespace tidemark::detection;

constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
constexpr double kShortestLife = 10.0;  // seconds; shorter ones are not judged (--min-alive)

struct Options {
  std::uint64_t seeds = 100;
  std::uint64_t first_seed = 1;
  std::size_t samples = 0;  // of every series; 0 leaves it to the class
  double limit_gib = 64.0;
  const char* corpus = nullptr;
};

// Reads "--name value" pairs; nothing where one is unknown or lacks its value.
std::optional<Options> parse(int argc, char** argv) {
  Options options;
  if (argc % 2 == 0) return std::nullopt;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--seeds")
      options.seeds = std::strtoull(argv[i + 1], nullptr, 10);
    else if (name == "--first-seed")
      options.first_seed = std::strtoull(argv[i + 1], nullptr, 10);
    else if (name == "--samples")
      options.samples = std::strtoull(argv[i + 1], nullptr, 10);
    else if (name == "--limit-gib")
      options.limit_gib = std::strtod(argv[i + 1], nullptr);
    else if (name == "--corpus")
      options.corpus = argv[i + 1];
    else
      return std::nullopt;
  }
  return options;
}

// One line for each class: the part of its series that each detector alerts. Adds to `scores`, one for each
// detector.
void print_classes(const std::vector<SeriesClass>& classes, Split split, const Options& options,
                   std::vector<Score>& scores) {
  const auto all = detectors();
  for (const SeriesClass& kind : classes) {
    std::vector<std::size_t> alerts(all.size());
    for (std::uint64_t seed = options.first_seed; seed < options.first_seed + options.seeds; ++seed) {
      const SimulatedSeries series =
          options.samples == 0 ? simulate(kind, split, seed) : simulate(kind, split, seed, options.samples);
      for (std::size_t d = 0; d < all.size(); ++d) {
        const bool alerted = all[d].alerts(series, options.limit_gib * kGibibyte);
        alerts[d] += alerted ? 1U : 0U;
        scores[d].count(kind.is_leak, alerted);
      }
    }
    std::printf("%-32s", kind.name.c_str());
    for (const std::size_t count : alerts) {
      std::printf("%14.3f", static_cast<double>(count) / static_cast<double>(options.seeds));
    }
    std::printf("\n");
  }
}

void print_scores(const char* title, const std::vector<Score>& scores) {
  const auto all = detectors();
  std::printf("%s\n", title);
  for (std::size_t d = 0; d < all.size(); ++d) print_score("  " + all[d].name, scores[d]);
}

void print_split(Split split, const Options& options) {
  std::printf("\n%s, %llu series a class, limit %g GiB: part of each class that is alerted\n%-32s",
              split == Split::kTuning ? "Tuning" : "Held out", static_cast<unsigned long long>(options.seeds),
              options.limit_gib, "class");
  for (const Detector& detector : detectors()) std::printf("%14s", detector.name.c_str());
  std::printf("\n");
  std::vector<Score> shapes(detectors().size()), field(detectors().size()), life(detectors().size());
  print_classes(leak_classes(), split, options, shapes);
  print_classes(clean_classes(), split, options, shapes);
  print_classes(field_classes(), split, options, field);
  print_classes(life_classes(), split, options, life);
  print_scores("the plain classes:", shapes);
  print_scores("the field classes:", field);
  print_scores("the classes of life:", life);
}

double share_of(std::size_t part, std::size_t all) {
  return all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all);
}

void print_shares(const std::string& name, const std::vector<std::size_t>& alerts, std::size_t series) {
  std::printf("%-38s", name.c_str());
  for (const std::size_t count : alerts) std::printf("%14.4f", share_of(count, series));
  std::printf("\n");
}

void count_alerts(const SimulatedSeries& series, const Options& options, std::vector<std::size_t>& alerts) {
  const auto all = detectors();
  for (std::size_t d = 0; d < all.size(); ++d)
    alerts[d] += all[d].alerts(series, options.limit_gib * kGibibyte) ? 1U : 0U;
}

void print_heading(const char* title) {
  std::printf("\n%s\n%-38s", title, "");
  for (const Detector& detector : detectors()) std::printf("%14s", detector.name.c_str());
  std::printf("\n");
}

void print_walks(const Options& options) {
  print_heading("Driftless walks that are alerted");
  const std::size_t series = options.seeds * 10;
  for (const std::size_t steps : {60U, 300U, 3000U}) {
    for (const auto& [name, correlation, reversion] : {std::tuple{"plain", 0.0, 0.0},
                                                       {"steps correlated .25", 0.25, 0.0},
                                                       {"steps correlated .5", 0.5, 0.0},
                                                       {"steps correlated .7", 0.7, 0.0},
                                                       {"reverting", 0.0, 0.02}}) {
      std::vector<std::size_t> alerts(detectors().size());
      for (std::uint64_t seed = 1; seed <= series; ++seed) {
        count_alerts(driftless_walk({steps, correlation, reversion}, options.first_seed * 1000003 + seed),
                     options, alerts);
      }
      print_shares(std::to_string(steps) + " steps, " + name, alerts, series);
    }
  }
}

void print_late(const Options& options) {
  print_heading("Growth in the last part only, and the same that ended as long ago");
  for (const double share : {0.05, 0.1, 0.15, 0.2, 0.25, 0.3}) {
    for (const bool ended : {false, true}) {
      std::vector<std::size_t> alerts(detectors().size());
      for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
        count_alerts(late_growth(share, ended, options.first_seed * 1000003 + seed), options, alerts);
      }
      std::array<char, 64> name{};
      std::snprintf(name.data(), name.size(), "last %.0f %%%s", 100.0 * share, ended ? ", ended" : "");
      print_shares(name.data(), alerts, options.seeds);
    }
  }
}

// Adds for each detector whether any of the cuts of a series is alerted; cuts are 5 % of its samples apart. Shorter ones
// than `least_seconds` are left out.
void count_cuts(const SimulatedSeries& series, double least_seconds, const Options& options,
                std::vector<std::size_t>& alerts) {
  std::vector<std::size_t> any(alerts.size());
  for (std::size_t part = 1; part <= 20; ++part) {
    const SimulatedSeries prefix = prefix_of(series, series.bytes.size() * part / 20);
    if (prefix.bytes.size() < 2 || prefix.seconds.back() - prefix.seconds.front() < least_seconds) continue;
    count_alerts(prefix, options, any);
  }
  for (std::size_t d = 0; d < alerts.size(); ++d) alerts[d] += any[d] > 0 ? 1U : 0U;
}

bool is_tuned_on(const std::string& source) {
  constexpr std::array kSources = {"ci_top",        "eso",   "etcd_host", "hpas_node", "kvm_cassandra",
                                   "misc_hosts4",   "nezha", "otus_c",    "otus_g",    "perfmon_desktop",
                                   "training_nodes"};
  return std::find(kSources.begin(), kSources.end(), source) != kSources.end();
}

struct SourceScores {
  std::vector<Score> of;  // one for each detector
  std::vector<std::size_t> alerted_at_a_cut;
  std::size_t clean = 0;
};

void print_source(const std::string& name, const SourceScores& scores) {
  std::printf("%-26s", name.c_str());
  for (const Score& score : scores.of) {
    std::printf("   %3zu/%-3zu %3zu/%-4zu", score.found, score.found + score.missed, score.false_alerts,
                score.false_alerts + score.quiet);
  }
  std::printf("\n");
}

void print_corpus(const Options& options) {
  const auto all = detectors();
  std::map<std::string, SourceScores> sources;
  std::printf("\nRecorded series of %s, limit %g GiB; those that growth detection misjudges:\n",
              options.corpus, options.limit_gib);
  for (const LabelledSeries& labelled : read_corpus(options.corpus)) {
    if (!labelled.is_leak || labelled.series.bytes.size() < 2) continue;
    std::vector<std::size_t> alerts(all.size()), cuts(all.size());
    count_alerts(labelled.series, options, alerts);
    if (!*labelled.is_leak) count_cuts(labelled.series, kShortestLife, options, cuts);
    for (const std::string& name :
         {labelled.source, std::string(is_tuned_on(labelled.source) ? "~tuned on" : "~held out"),
          std::string("~~all")}) {
      SourceScores& scores = sources[name];
      scores.of.resize(all.size());
      scores.alerted_at_a_cut.resize(all.size());
      scores.clean += *labelled.is_leak ? 0U : 1U;
      for (std::size_t d = 0; d < all.size(); ++d) {
        scores.of[d].count(*labelled.is_leak, alerts[d] > 0);
        scores.alerted_at_a_cut[d] += cuts[d];
      }
    }
    if ((alerts[0] > 0) != *labelled.is_leak) {
      std::printf("  %s %s %s %s (%s): %s\n", labelled.source.c_str(), labelled.recording.c_str(),
                  labelled.pid.c_str(), labelled.name.c_str(), labelled.kind.c_str(),
                  alerts[0] > 0 ? "alerted" : "missed");
    } else if (cuts[0] > 0) {
      std::printf("  %s %s %s %s (%s): alerted at a cut\n", labelled.source.c_str(),
                  labelled.recording.c_str(), labelled.pid.c_str(), labelled.name.c_str(),
                  labelled.kind.c_str());
    }
  }
  std::printf("\nLeaks found and clean ones alerted, by source\n%-26s", "");
  for (const Detector& detector : all) std::printf("%19s", detector.name.c_str());
  std::printf("\n");
  for (const auto& [name, scores] : sources) print_source(name, scores);
  const SourceScores& whole = sources["~~all"];
  for (std::size_t d = 0; d < all.size(); ++d) print_score(all[d].name, whole.of[d]);
  print_heading("Clean recorded series that are alerted at any cut");
  print_shares("", whole.alerted_at_a_cut, whole.clean);
}

void print_cuts(const Options& options) {
  print_heading("Clean simulated series (held out) that are alerted at any cut");
  std::vector<std::size_t> alerts(detectors().size());
  std::size_t series = 0;
  for (const auto& classes : {clean_classes(), field_classes(), life_classes()}) {
    for (const SeriesClass& kind : classes) {
      if (kind.is_leak) continue;
      for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(1, options.seeds / 10); ++seed, ++series) {
        count_cuts(simulate(kind, Split::kHeldOut, options.first_seed + seed), 0.0, options, alerts);
      }
    }
  }
  print_shares("", alerts, series);
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    std::fprintf(stderr,
                 "usage: %s [--seeds N] [--first-seed N] [--samples N] [--limit-gib G] [--corpus PATH]\n",
                 argv[0]);
    return 2;
  }
  print_split(Split::kTuning, *options);
  print_split(Split::kHeldOut, *options);
  print_walks(*options);
  print_late(*options);
  print_cuts(*options);
  if (options->corpus != nullptr) print_corpus(*options);
  return 0;
}
