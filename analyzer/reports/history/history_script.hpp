#pragma once

#include <string_view>

namespace tidemark {

// history.css and history.js of this folder, put into the program by the build.
extern const std::string_view kHistoryStyle;
extern const std::string_view kHistoryScript;

}  // namespace tidemark
