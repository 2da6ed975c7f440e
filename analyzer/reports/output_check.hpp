#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

// Throws UserError naming the first of the outputs that is one of the inputs, or what SQLite keeps beside
// it, under whatever name; where a file is not there yet, it is none.
//
// option   which names the outputs: "report"
// outputs  paths; an empty one is standard output
void check_not_an_input(std::string_view option, std::span<const std::string> outputs,
                        std::span<const std::string> inputs);

}  // namespace tidemark
