#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark {

// Parts of JUnit's XML as CI services read it. Texts are escaped here.

// Returns <property>, for a suite's <properties>.
[[nodiscard]] std::string junit_property(std::string_view name, std::string_view value);

// Returns what became of a case.
//
// element  "failure", "error" or "skipped"
// message  one line
// text     the whole of it; GitLab shows this one alone
[[nodiscard]] std::string junit_outcome(std::string_view element, std::string_view type,
                                        std::string_view message, std::string_view text);

// Returns <system-out>, for a case that passed.
[[nodiscard]] std::string junit_output(std::string_view text);

// Returns <testcase>.
//
// content  its outcome or output; empty where it passed
[[nodiscard]] std::string junit_case(std::string_view class_name, std::string_view name,
                                     std::string_view content);

// Returns the attributes that count the cases of a suite, or of all.
[[nodiscard]] std::string junit_counts(std::size_t all, std::size_t failed, std::size_t errors);

// Returns the document around its suites.
[[nodiscard]] std::string junit_document(std::string_view counts, std::string_view suites);

}  // namespace tidemark
