#pragma once

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <string>
#include <vector>

namespace tidemark::testing {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;   // its own
  std::string title;  // the text of its <title>

  [[nodiscard]] double number(const std::string& attribute) const {
    return std::stod(attributes.at(attribute));
  }
};

inline Element read_tag(const std::string& tag) {
  static const std::regex attribute(R"re( ([a-zA-Z-]+)="([^"<]*)")re");
  Element element{.name = tag.substr(0, tag.find_first_of(" /")), .attributes = {}, .text = {}, .title = {}};
  std::size_t read = element.name.size();
  for (auto it = std::sregex_iterator(tag.begin(), tag.end(), attribute); it != std::sregex_iterator();
       ++it) {
    EXPECT_TRUE(element.attributes.emplace((*it)[1], (*it)[2]).second) << "twice: " << (*it)[1];
    read += static_cast<std::size_t>(it->length());
  }
  EXPECT_TRUE(tag.substr(read).empty() || tag.substr(read) == "/") << tag;
  return element;
}

// Returns the elements of a picture in order, of which each has to be closed where it was opened.
inline std::vector<Element> elements_of(const std::string& xml) {
  std::vector<Element> elements;
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < xml.size(); ++at) {
    if (xml[at] != '<') {
      if (!open.empty()) elements[open.back()].text += xml[at];
      continue;
    }
    const std::size_t end = xml.find('>', at);
    if (end == std::string::npos) break;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    at = end;
    if (!tag.starts_with('/')) {
      elements.push_back(read_tag(tag));
      if (!tag.ends_with('/')) open.push_back(elements.size() - 1);
      continue;
    }
    if (open.empty() || elements[open.back()].name != tag.substr(1)) break;
    const Element closed = elements[open.back()];
    open.pop_back();
    if (closed.name == "title") elements[open.back()].title = closed.text;
  }
  EXPECT_TRUE(open.empty() && !elements.empty()) << xml;
  return elements;
}

template <typename Condition>
std::vector<Element> those(const std::vector<Element>& elements, const std::string& name,
                           Condition is_meant) {
  std::vector<Element> found;
  for (const Element& element : elements) {
    if (element.name == name && is_meant(element)) found.push_back(element);
  }
  return found;
}

inline std::vector<Element> titled(const std::vector<Element>& elements, const std::string& title) {
  return those(elements, "rect", [&](const Element& element) { return element.title == title; });
}

inline std::vector<Element> texts(const std::vector<Element>& elements, const std::string& text) {
  return those(elements, "text", [&](const Element& element) { return element.text == text; });
}

struct Point {
  double x;
  double y;
};

// Where a path goes to, with or without drawing.
inline std::vector<Point> points_of(const Element& path) {
  static const std::regex point("[ML]([0-9.]+) ([0-9.]+)");
  const std::string& d = path.attributes.at("d");
  std::vector<Point> points;
  for (auto it = std::sregex_iterator(d.begin(), d.end(), point); it != std::sregex_iterator(); ++it) {
    points.push_back({std::stod((*it)[1]), std::stod((*it)[2])});
  }
  return points;
}

}  // namespace tidemark::testing
