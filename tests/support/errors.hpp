#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/error.hpp"

namespace tidemark::testing {

// Returns the message of the UserError that `action` throws.
template <typename Action>
std::string user_error(Action&& action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no UserError";
  return {};
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace tidemark::testing
