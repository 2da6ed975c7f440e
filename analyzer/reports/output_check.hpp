#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

// Throws UserError naming the first of the outputs that is one of the inputs, or a file that SQLite keeps
// beside one, under whatever name. A file that is not there yet is no input.
//
// option   the option of the outputs: "report"
// outputs  paths; an empty one is standard output
void check_not_an_input(std::string_view option, std::span<const std::string> outputs,
                        std::span<const std::string> inputs);

}  // namespace tidemark
