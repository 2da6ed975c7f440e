#include "analyzer/alerts/event_spool.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "common/output_file.hpp"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

void remove_oldest(const std::string& directory) {
  std::vector<fs::path> events;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".json") events.push_back(entry->path());
  }
  if (events.size() <= kMostEvents) return;
  std::sort(events.begin(), events.end());
  events.resize(events.size() - kMostEvents);
  for (const fs::path& event : events) fs::remove(event, error);
}

}  // namespace

std::string event_name(WallTime judged, std::uint64_t number) {
  std::string stamp = format_rfc3339(judged).substr(0, std::string_view("2026-11-30T15:40:24").size());
  std::erase_if(stamp, [](char character) { return character == '-' || character == ':'; });
  return fmt::format("{}Z-{:06}.json", stamp, number);
}

void put_event(const std::string& directory, const std::string& name, const std::string& event) {
  write_file(directory + '/' + name, event);
  remove_oldest(directory);
}

}  // namespace tidemark
