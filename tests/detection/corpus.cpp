#include "tests/detection/corpus.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>

namespace tidemark::detection {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split_csv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c != '\r' && c != '\n')
      fields.back() += c;
  }
  return fields;
}

std::vector<std::string> unpacked_lines(const fs::path& path) {
  const std::string command = "zcat '" + path.string() + "'";
  // A path that whoever runs the evaluation gave, to a program that every Debian has.
  // NOLINTNEXTLINE(cert-env33-c)
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (!pipe) throw std::runtime_error("cannot run zcat on " + path.string());
  std::vector<std::string> lines;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) lines.emplace_back(buffer.data());
  if (lines.empty()) throw std::runtime_error("nothing in " + path.string());
  return lines;
}

// Seconds since the epoch of "YYYY-MM-DD HH:MM:SS[.ffffff]".
double to_seconds(const std::string& stamp) {
  std::array<double, 6> fields{};
  const char* place = stamp.c_str();
  for (double& field : fields) {
    char* end = nullptr;
    field = std::strtod(place, &end);
    if (end == place) throw std::runtime_error("not a time: " + stamp);
    place = *end == '\0' ? end : end + 1;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(fields[0])),
                                         std::chrono::month(static_cast<unsigned>(fields[1])),
                                         std::chrono::day(static_cast<unsigned>(fields[2]))};
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86400.0 + fields[3] * 3600.0 + fields[4] * 60.0 + fields[5];
}

SimulatedSeries ordered(std::vector<std::pair<double, double>> samples) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  SimulatedSeries series;
  for (const auto& [seconds, bytes] : samples) {
    if (!series.seconds.empty() && series.seconds.back() == seconds) {
      series.bytes.back() = bytes;
      continue;
    }
    series.seconds.push_back(seconds);
    series.bytes.push_back(bytes);
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < series.seconds.size(); ++i)
    steps.push_back(series.seconds[i] - series.seconds[i - 1]);
  series.segment_starts = {0};
  if (steps.empty()) return series;
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
  const double allowed = std::max(2.0, 5.0 * steps[steps.size() / 2]);
  for (std::size_t i = 1; i < series.seconds.size(); ++i) {
    if (series.seconds[i] - series.seconds[i - 1] > allowed) series.segment_starts.push_back(i);
  }
  return series;
}

struct Label {
  std::string name, kind, leak, evidence;
};

std::map<std::string, Label> labels_beside(const fs::path& recording) {
  const std::string path = recording.string().substr(0, recording.string().size() - 7) + ".labels.csv";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::map<std::string, Label> labels;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto fields = split_csv(line);
    if (fields.size() >= 4)
      labels[fields[0]] = {fields[1], fields[2], fields[3], fields.size() > 4 ? fields[4] : ""};
  }
  return labels;
}

}  // namespace

std::vector<LabelledSeries> read_corpus(const std::string& root) {
  std::vector<fs::path> recordings;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().string().ends_with(".csv.gz")) recordings.push_back(entry.path());
  }
  std::sort(recordings.begin(), recordings.end());
  std::vector<LabelledSeries> all;
  for (const fs::path& recording : recordings) {
    std::map<std::string, std::vector<std::pair<double, double>>> samples;
    const auto lines = unpacked_lines(recording);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto fields = split_csv(lines[i]);
      if (fields.size() >= 4) samples[fields[0]].emplace_back(to_seconds(fields[2]), std::stod(fields[3]));
    }
    for (const auto& [pid, label] : labels_beside(recording)) {
      if (!samples.contains(pid)) continue;
      const bool is_doubtful = label.leak.empty() || label.evidence.find("conf=low") != std::string::npos;
      const auto leak = is_doubtful ? std::nullopt : std::optional(label.leak == "1");
      all.push_back({recording.parent_path().filename().string(), recording.filename().string(), pid,
                     label.name, label.kind, leak, ordered(samples.at(pid))});
    }
  }
  return all;
}

}  // namespace tidemark::detection
