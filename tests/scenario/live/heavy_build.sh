#!/bin/sh
# heavy_build.sh DIRECTORY: builds a program whose files take a compiler some ten seconds each, two at a time, and has
# the linker optimise it all.
set -eu
cd "$1"

file=1
while [ "$file" -le 6 ]; do
  {
    echo '#include <functional>'
    echo '#include <map>'
    echo '#include <regex>'
    echo '#include <string>'
    echo '#include <variant>'
    echo '#include <vector>'
    function=1
    while [ "$function" -le 110 ]; do
      cat << CODE
namespace { struct K${function} { std::string name; int rank; bool operator<(const K${function} &o) const { return rank < o.rank; } }; }
int work_${file}_${function}(const std::string &text) {
  std::map<K${function}, std::vector<std::variant<int, std::string, double>>> all;
  for (std::size_t i = 0; i < text.size(); ++i) all[{text.substr(i), int(i)}].push_back(text.substr(0, i));
  std::function<int(int)> walk = [&](int n) { return n < 2 ? n : walk(n - 1) + int(all.size()); };
  int sum = walk(${function});
  for (auto &[key, values] : all)
    for (auto &value : values)
      sum += std::visit([&](auto &v) { if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>) return int(v.size()); else return int(v); }, value);
  return sum + int(std::regex_search(text, std::regex("a+b?c")));
}
CODE
      function=$((function + 1))
    done
    echo "int work_${file}(const std::string &t) { int s = 0;"
    function=1
    while [ "$function" -le 110 ]; do
      echo "s += work_${file}_${function}(t);"
      function=$((function + 1))
    done
    echo 'return s; }'
  } > "heavy$file.cpp"
  file=$((file + 1))
done
{
  echo '#include <string>'
  for file in 1 2 3 4 5 6; do echo "int work_$file(const std::string &);"; done
  echo 'int main(int n, char **w) { return (work_1(w[0]) + work_2(w[0]) + work_3(w[0]) + work_4(w[0]) + work_5(w[0]) + work_6(w[0])) * n == 7; }'
} > main.cpp

cat > Makefile << 'RULES'
objects = main.o heavy1.o heavy2.o heavy3.o heavy4.o heavy5.o heavy6.o
heavy: $(objects)
	g++ -O1 -flto -o heavy $(objects)
%.o: %.cpp
	g++ -std=c++20 -O1 -flto -c -o $@ $<
RULES
make -j2 > make.log
