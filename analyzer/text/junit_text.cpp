#include "analyzer/text/junit_text.hpp"

#include <fmt/core.h>

#include "analyzer/text/xml_text.hpp"

namespace tidemark {

std::string junit_property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escape_xml(name), escape_xml(value));
}

std::string junit_outcome(std::string_view element, std::string_view type, std::string_view message,
                          std::string_view text) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element, type,
                     escape_xml(message), escape_xml(text));
}

std::string junit_output(std::string_view text) {
  return fmt::format("      <system-out>{}</system-out>\n", escape_xml(text));
}

std::string junit_case(std::string_view class_name, std::string_view name, std::string_view content) {
  const std::string tag =
      fmt::format(R"(    <testcase classname="{}" name="{}")", class_name, escape_xml(name));
  return content.empty() ? tag + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", tag, content);
}

std::string junit_counts(std::size_t all, std::size_t failed, std::size_t errors) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}")", all, failed, errors);
}

std::string junit_document(std::string_view counts, std::string_view suites) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tidemark\" {}>\n{}</testsuites>\n",
      counts, suites);
}

}  // namespace tidemark
