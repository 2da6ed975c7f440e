#include "recorder/output/part_names.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "common/error.hpp"

namespace tidemark {
namespace {

// '0' stands for any digit.
constexpr std::string_view kStamp = "-00000000T000000Z";

bool is_stamp(std::string_view text) {
  return std::equal(text.begin(), text.end(), kStamp.begin(), kStamp.end(), [](char letter, char model) {
    return model == '0' ? letter >= '0' && letter <= '9' : letter == model;
  });
}

}  // namespace

std::string part_path(const std::string& output, WallTime begin) {
  const auto day = std::chrono::floor<std::chrono::days>(begin);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(begin - day));
  const std::filesystem::path path(output);
  const std::string name = fmt::format(
      "{}-{:04}{:02}{:02}T{:02}{:02}{:02}Z{}", path.stem().string(), static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
      time.minutes().count(), time.seconds().count(), path.extension().string());
  return (path.parent_path() / name).string();
}

bool is_part(const std::string& output, std::string_view name) {
  const std::filesystem::path path(output);
  const std::filesystem::path file(name);
  const std::string stem = path.stem().string();
  const std::string part_stem = file.stem().string();
  return file.extension() == path.extension() && part_stem.starts_with(stem) &&
         is_stamp(std::string_view(part_stem).substr(stem.size()));
}

std::vector<std::string> list_parts(const std::string& output, std::string_view ending) {
  const std::filesystem::path path(output);
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  std::vector<std::string> parts;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename();
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    if (is_part(output, name)) parts.push_back((path.parent_path() / name).string());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw FileError(directory.string(), "list the directory", error.message());
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace tidemark
