// Prints how well each detector tells leaks from clean series, by class, on the tuning and the held-out
// parameters, and on labelled recordings where their folder is given.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/detection/comparison.hpp"
#include "tests/detection/corpus.hpp"
#include "tests/detection/scores.hpp"

namespace {

using namespace tidemark::detection;

constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;

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
        alerts[d] += alerted ? 1 : 0;
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
  std::vector<Score> shapes(detectors().size()), field(detectors().size());
  print_classes(leak_classes(), split, options, shapes);
  print_classes(clean_classes(), split, options, shapes);
  print_classes(field_classes(), split, options, field);
  print_scores("all but the field classes:", shapes);
  print_scores("the field classes:", field);
}

void print_corpus(const Options& options) {
  const auto all = detectors();
  std::vector<Score> scores(all.size());
  std::printf("\nRecorded series of %s, limit %g GiB; those that growth detection misjudges:\n",
              options.corpus, options.limit_gib);
  for (const LabelledSeries& labelled : read_corpus(options.corpus)) {
    if (!labelled.is_leak || labelled.series.bytes.size() < 2) continue;
    for (std::size_t d = 0; d < all.size(); ++d) {
      const bool alerted = all[d].alerts(labelled.series, options.limit_gib * kGibibyte);
      scores[d].count(*labelled.is_leak, alerted);
      if (d == 0 && alerted != *labelled.is_leak) {
        std::printf("  %s %s %s (%s): %s\n", labelled.recording.c_str(), labelled.pid.c_str(),
                    labelled.name.c_str(), labelled.kind.c_str(), alerted ? "alerted" : "missed");
      }
    }
  }
  for (std::size_t d = 0; d < all.size(); ++d) print_score(all[d].name, scores[d]);
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
  if (options->corpus != nullptr) print_corpus(*options);
  return 0;
}
