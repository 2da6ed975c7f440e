#include "common/leavings.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <vector>

#include "common/uuid.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kInfix = ".part-";
constexpr std::size_t kUuidSize = 36;
constexpr std::size_t kMostNameBytes = 200;  // a name may have 255

// The name of the file that was made in a directory of this name; nullopt where it is no workshop's.
std::optional<std::string_view> name_of_made(std::string_view workshop) {
  if (workshop.size() <= kInfix.size() + kUuidSize) return std::nullopt;
  const std::string_view name = workshop.substr(0, workshop.size() - kInfix.size() - kUuidSize);
  if (workshop.substr(name.size(), kInfix.size()) != kInfix) return std::nullopt;
  return name;
}

std::vector<std::string> names_in(const Descriptor& directory) {
  struct Closer {
    void operator()(DIR* listing) const { closedir(listing); }
  };
  // The descriptor may be one that only stands for the directory (O_PATH); this one is the listing's to close.
  const int listed = openat(directory.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, Closer> listing(listed < 0 ? nullptr : fdopendir(listed));
  std::vector<std::string> names;
  if (listing == nullptr) return names;
  while (const dirent* entry = readdir(listing.get())) names.emplace_back(entry->d_name);
  return names;
}

bool is_ones_own(const Descriptor& workshop) {
  constexpr mode_t kOwnerOnly = 0700;
  struct stat status = {};
  return fstat(workshop.number(), &status) == 0 && status.st_uid == geteuid() &&
         (status.st_mode & 0777U) == kOwnerOnly;
}

// A recording that is imported or recovered is made in two of them, one in the other.
void remove_workshop(const Descriptor& directory, const std::string& workshop_name, std::string_view made) {
  const Descriptor workshop(
      openat(directory.number(), workshop_name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!workshop.is_open() || !is_ones_own(workshop)) return;
  if (flock(workshop.number(), LOCK_EX | LOCK_NB) != 0) return;
  remove_leavings(workshop, made);
  for (const std::string& name : names_in(workshop)) {
    if (name.starts_with(made)) unlinkat(workshop.number(), name.c_str(), 0);
  }
  unlinkat(directory.number(), workshop_name.c_str(), AT_REMOVEDIR);
}

}  // namespace

std::string workshop_name(std::string_view name) {
  return fmt::format("{}{}{}", name.substr(0, kMostNameBytes), kInfix, random_uuid());
}

bool lock_workshop(const Descriptor& workshop) {
  // Where a file system has no such locks, nobody else gets one either.
  if (flock(workshop.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
  struct stat status = {};
  return fstat(workshop.number(), &status) == 0 && status.st_nlink > 0;
}

void remove_leavings(const Descriptor& directory, std::string_view name) {
  const std::string_view made = name.substr(0, kMostNameBytes);
  remove_leavings(directory, [made](std::string_view found) { return found == made; });
}

void remove_leavings(const Descriptor& directory, const std::function<bool(std::string_view)>& is_ours) {
  for (const std::string& workshop : names_in(directory)) {
    const auto made = name_of_made(workshop);
    if (made && is_ours(*made)) remove_workshop(directory, workshop, *made);
  }
}

}  // namespace tidemark
