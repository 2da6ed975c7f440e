#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"

namespace tidemark {

// Files are made in a directory of their own beside where they are to be: "NAME.part-UUID", open to its owner alone and
// locked (flock) while its maker lives. One that is not locked was left by a maker that was killed.

// Returns a name for the directory in which a file is made.
[[nodiscard]] std::string workshop_name(std::string_view name);

// Marks the directory as in use until `workshop` is closed. Returns false where it is being removed, or has been: it was
// taken for one that was left.
[[nodiscard]] bool lock_workshop(const Descriptor& workshop);

// Removes from `directory` what makers of files left that were killed: the directories named as workshop_name() has it,
// and in each of them the files whose names begin with NAME. Only directories of the caller that nobody else may change
// are touched, no link is followed, and what cannot be removed stays. Nobody is told.
//
// name     of the file that the caller makes
// is_ours  whether a file of this name, at most its first 200 bytes, is the caller's to make
// Cost     one listing of the directory
void remove_leavings(const Descriptor& directory, std::string_view name);
void remove_leavings(const Descriptor& directory, const std::function<bool(std::string_view name)>& is_ours);

}  // namespace tidemark
