#include "analyzer/judge/hosts/program_version.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace tidemark {
namespace {

bool is_digit(char character) { return std::isdigit(static_cast<unsigned char>(character)) != 0; }

// Behind a version, as Debian's and others' revisions are.
bool is_revision(std::string_view text) {
  constexpr std::string_view kSigns = ".+~";
  if (text.empty()) return true;
  return text.size() > 1 && (text[0] == '-' || text[0] == '+' || text[0] == '~') &&
         std::all_of(text.begin() + 1, text.end(), [&](char character) {
           return std::isalnum(static_cast<unsigned char>(character)) != 0 ||
                  kSigns.find(character) != std::string_view::npos;
         });
}

// Returns how many bytes of the text are numbers with dots between them, two at least; 0 where it begins otherwise.
std::size_t length_of_numbers(std::string_view text) {
  std::size_t end = 0, numbers = 0;
  while (end < text.size() && is_digit(text[end])) {
    while (end < text.size() && is_digit(text[end])) ++end;
    ++numbers;
    if (end + 1 >= text.size() || text[end] != '.' || !is_digit(text[end + 1])) break;
    ++end;
  }
  return numbers > 1 ? end : 0;
}

// may_be_number  also one that is a number alone
std::string version_in_part(std::string_view part, bool may_be_number) {
  constexpr std::string_view kBefore = "-_@vV";
  if (may_be_number && !part.empty() && std::all_of(part.begin(), part.end(), is_digit))
    return std::string(part);
  for (std::size_t begin = 0; begin < part.size(); ++begin) {
    if (begin > 0 && kBefore.find(part[begin - 1]) == std::string_view::npos) continue;
    const std::size_t length = length_of_numbers(part.substr(begin));
    if (length > 0 && is_revision(part.substr(begin + length))) return std::string(part.substr(begin));
  }
  return {};
}

// A number, or what stands between two of them.
struct Piece {
  std::string_view text;
  bool is_number;
};

std::vector<Piece> pieces_of(std::string_view version) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0; begin < version.size();) {
    const bool is_number = is_digit(version[begin]);
    std::size_t end = begin;
    while (end < version.size() && is_digit(version[end]) == is_number) ++end;
    pieces.push_back({version.substr(begin, end - begin), is_number});
    begin = end;
  }
  return pieces;
}

std::string_view without_zeros(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

bool is_less(const Piece& one, const Piece& other) {
  if (!one.is_number || !other.is_number) return one.text < other.text;
  const std::string_view left = without_zeros(one.text), right = without_zeros(other.text);
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

bool is_alike(const Piece& one, const Piece& other) {
  if (!one.is_number || !other.is_number) return one.text == other.text;
  return without_zeros(one.text) == without_zeros(other.text);
}

// What follows a version that is not released yet.
bool is_before_release(std::string_view text) {
  constexpr std::array<std::string_view, 6> kMarks{"~", "-rc", "-alpha", "-beta", "-pre", "-dev"};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view mark) { return text.starts_with(mark); });
}

}  // namespace

std::string version_in_path(std::string_view path) {
  constexpr std::string_view kDeleted = " (deleted)";  // of a program that was replaced
  if (path.ends_with(kDeleted)) path.remove_suffix(kDeleted.size());
  bool may_be_number = false;
  for (std::size_t above = 0; !path.empty(); ++above) {  // parts above the program's name
    const std::size_t slash = path.rfind('/');
    const std::string_view part = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    if (std::string version = version_in_part(part, may_be_number); !version.empty()) return version;
    may_be_number = above == 0 || (above == 1 && (part == "bin" || part == "sbin"));
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
  return {};
}

std::string version_of(const std::optional<std::string>& exe, const std::string& script,
                       const std::vector<std::string>& arguments) {
  if (script.empty()) return version_in_path(exe.value_or(""));
  const auto names_script = [&](const std::string& argument) {
    return argument == script || argument.ends_with('/' + script);
  };
  const auto found = std::find_if(arguments.begin(), arguments.end(), names_script);
  return found == arguments.end() ? std::string() : version_in_path(*found);
}

bool is_older(std::string_view one, std::string_view other) {
  const std::vector<Piece> left = pieces_of(one), right = pieces_of(other);
  const auto [at, other_at] = std::mismatch(left.begin(), left.end(), right.begin(), right.end(), is_alike);
  // 4.2-rc1 comes before 4.2.
  if (other_at == right.end()) return at != left.end() && is_before_release(at->text);
  if (at == left.end()) return !is_before_release(other_at->text);
  return is_less(*at, *other_at);
}

}  // namespace tidemark
