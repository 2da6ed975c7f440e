#include "analyzer/stacks/code_names.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <span>

#include "common/text.hpp"

namespace tidemark {
namespace {

// A demangled name may be exponentially longer than its symbol.
constexpr std::size_t kLongestSymbol = 2048;
constexpr std::size_t kLongestName = 8192;

std::string without_rust_hash(std::string name) {
  constexpr std::size_t kHash = 3 + 16;  // "::h" and its digits
  if (name.size() <= kHash) return name;
  const std::string_view end = std::string_view(name).substr(name.size() - kHash);
  if (end.starts_with("::h") && end.find_first_not_of("0123456789abcdef", 3) == std::string_view::npos)
    name.resize(name.size() - kHash);
  return name;
}

std::optional<std::string> demangle(const std::string& symbol) {
  if (!symbol.starts_with("_Z") || symbol.size() > kLongestSymbol) return std::nullopt;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free);
  if (status != 0 || !name) return std::nullopt;
  std::string text = name.get();
  if (text.size() > kLongestName) return std::nullopt;
  return printable(without_rust_hash(std::move(text)));
}

std::optional<int> to_line(std::string_view digits) {
  int line = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), line);
  if (error != std::errc() || end != digits.data() + digits.size() || line <= 0) return std::nullopt;
  return line;
}

// "py::run:/srv/a.py"
std::optional<CodeName> read_python(std::string_view symbol) {
  constexpr std::string_view kPrefix = "py::";
  if (!symbol.starts_with(kPrefix)) return std::nullopt;
  symbol.remove_prefix(kPrefix.size());
  const auto colon = symbol.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  return CodeName{std::string(symbol.substr(0, colon)), std::string(symbol.substr(colon + 1))};
}

// "JS:*run /srv/a.js:7:3", and older ones "LazyCompile:~run file:///srv/a.mjs:7:3"
std::optional<CodeName> read_script(std::string_view symbol) {
  constexpr std::array<std::string_view, 5> kPrefixes{"JS:", "LazyCompile:", "Function:", "Script:", "Eval:"};
  const auto prefix = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                   [&](std::string_view one) { return symbol.starts_with(one); });
  if (prefix == kPrefixes.end()) return std::nullopt;
  symbol.remove_prefix(prefix->size());
  symbol.remove_prefix(std::min(symbol.find_first_not_of("*~^+"), symbol.size()));
  const auto blank = symbol.find(' ');
  CodeName name{std::string(symbol.substr(0, blank))};
  if (name.function.empty()) name.function = "(anonymous)";
  if (blank == std::string_view::npos) return name;
  std::string_view place = symbol.substr(blank + 1);
  constexpr std::string_view kScheme = "file://";
  if (place.starts_with(kScheme)) place.remove_prefix(kScheme.size());
  for (int numbers = 0; numbers < 2; ++numbers) {
    const auto colon = place.rfind(':');
    const auto line = colon == std::string_view::npos ? std::nullopt : to_line(place.substr(colon + 1));
    if (!line) break;
    name.line = line;
    place = place.substr(0, colon);
  }
  if (place.empty()) {
    name.line.reset();
  } else {
    name.file = std::string(place);
  }
  return name;
}

bool starts_with_any(std::string_view text, std::span<const std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

bool is_any(std::string_view text, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

// The beginnings of the names of files whose code is that of allocators, of the C and C++ libraries and of what loads
// programs.
constexpr std::array<std::string_view, 13> kLibraries{
    "libc.so",   "libc-2.",      "ld-linux",    "ld-musl",     "ld-2.",      "ld.so",    "libstdc++.so",
    "libc++.so", "libjemalloc.", "libtcmalloc", "libmimalloc", "libpthread", "libgcc_s."};

// Functions of allocators, and what fills or copies memory, which are linked into programs as well.
constexpr std::array<std::string_view, 36> kAllocators{"malloc",         "calloc",
                                                       "realloc",        "reallocarray",
                                                       "memalign",       "aligned_alloc",
                                                       "posix_memalign", "valloc",
                                                       "pvalloc",        "mmap",
                                                       "mmap64",         "mremap",
                                                       "sbrk",           "brk",
                                                       "memset",         "memcpy",
                                                       "memmove",        "mempcpy",
                                                       "strdup",         "strndup",
                                                       "_int_malloc",    "_int_realloc",
                                                       "_int_memalign",  "_int_free",
                                                       "sysmalloc",      "malloc_consolidate",
                                                       "unlink_chunk",   "free",
                                                       "cfree",          "je_malloc",
                                                       "je_calloc",      "je_realloc",
                                                       "mi_malloc",      "mi_calloc",
                                                       "mi_realloc",     "alloc_perturb"};

constexpr std::array<std::string_view, 31> kAllocatorPrefixes{"operator new",
                                                              "__libc_malloc",
                                                              "__libc_calloc",
                                                              "__libc_realloc",
                                                              "__libc_memalign",
                                                              "__malloc",
                                                              "__calloc",
                                                              "__realloc",
                                                              "__memset",
                                                              "__memcpy",
                                                              "__memmove",
                                                              "__mempcpy",
                                                              "__mmap",
                                                              "__GI_",
                                                              "tcache_",
                                                              "PyMem_",
                                                              "PyObject_Malloc",
                                                              "PyObject_Calloc",
                                                              "PyObject_Realloc",
                                                              "_PyMem_",
                                                              "_PyObject_Malloc",
                                                              "_PyObject_Calloc",
                                                              "_PyObject_Realloc",
                                                              "pymalloc_",
                                                              "std::",
                                                              "__gnu_cxx::",
                                                              "tcmalloc::",
                                                              "je_",
                                                              "_mi_",
                                                              "__rust_alloc",
                                                              "__rdl_alloc"};

// Rust's containers and its allocator; Go's allocator.
constexpr std::array<std::string_view, 11> kMoreAllocatorPrefixes{
    "alloc::",           "hashbrown::",       "core::",           "<alloc::",
    "<core::",           "__rust_",           "__rdl_",           "runtime.mallocgc",
    "runtime.newobject", "runtime.makeslice", "runtime.growslice"};

constexpr std::array<std::string_view, 16> kStarts{"_start",
                                                   "__libc_start_main",
                                                   "__libc_start_call_main",
                                                   "clone",
                                                   "clone3",
                                                   "__clone",
                                                   "__clone3",
                                                   "start_thread",
                                                   "thread_start",
                                                   "runtime.goexit",
                                                   "runtime.goexit.abi0",
                                                   "runtime.main",
                                                   "runtime.rt0_go",
                                                   "execute_native_thread_routine",
                                                   "_dl_start_user",
                                                   "__clone_internal"};

constexpr std::array<std::string_view, 6> kStartPrefixes{
    "__libc_start", "_dl_start", "std::rt::", "std::sys::backtrace", "std::thread::", "__clone3_"};

// The same of the files of interpreters.
constexpr std::array<std::string_view, 7> kInterpreters{"node",    "libnode.", "python3", "libpython3",
                                                        "libjvm.", "java",     "libjli."};

std::string_view file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// "std::vector<int>::push_back" of "void std::vector<int>::push_back(int)": what stands before the name is a type.
std::string_view without_result(std::string_view function) {
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < function.size(); ++i) {
    const char byte = function[i];
    if (function.substr(i).starts_with("operator")) break;
    if (byte == '<' || byte == '[' || byte == '{') ++depth;
    if (byte == '>' || byte == ']' || byte == '}') --depth;
    if (byte == '(' && depth == 0 && i > begin) break;
    if (byte == ' ' && depth == 0) begin = i + 1;
  }
  return function.substr(begin);
}

}  // namespace

CodeName read_symbol(const std::string& symbol) {
  if (auto name = demangle(symbol)) return {std::move(*name)};
  if (auto name = read_python(symbol)) return std::move(*name);
  if (auto name = read_script(symbol)) return std::move(*name);
  return {symbol};
}

std::string short_name(std::string_view function) {
  // Names of other languages have no such lists.
  if (function.find('(') == std::string_view::npos || function.front() == '(') return std::string(function);
  std::string name;
  int depth = 0;
  const std::string_view rest = without_result(function);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    constexpr std::string_view kUnnamed = "(anonymous namespace)", kLambda = "{lambda(",
                               kOperator = "operator";
    if (depth == 0 && rest.substr(i).starts_with(kUnnamed)) {
      name += kUnnamed;
      i += kUnnamed.size() - 1;
      continue;
    }
    if (depth == 0 && rest.substr(i).starts_with(kLambda)) {
      name += "{lambda}";
      const auto end = rest.find('}', i);
      if (end == std::string_view::npos) break;
      i = end;
      continue;
    }
    if (depth == 0 && rest.substr(i).starts_with(kOperator)) {
      // Of an operator the name itself may be one of the signs.
      name += rest.substr(i, rest.find('(', i + kOperator.size() + 1) - i);
      break;
    }
    if (rest[i] == '<') ++depth;
    if (rest[i] == '(' && depth == 0) break;
    if (depth == 0) name += rest[i];
    if (rest[i] == '>' && depth > 0) --depth;
  }
  return name.empty() ? std::string(function) : name;
}

CodeKind kind_of_code(const TouchFrame& frame) {
  const std::string_view function = without_result(frame.function);
  const std::string_view plain = function.substr(0, function.find('@'));
  if (is_any(plain, kStarts) || starts_with_any(plain, kStartPrefixes)) return CodeKind::kStart;
  if (is_any(plain, kAllocators) || starts_with_any(plain, kAllocatorPrefixes) ||
      starts_with_any(plain, kMoreAllocatorPrefixes))
    return CodeKind::kAllocator;
  const std::string_view file = file_name(frame.module);
  if (starts_with_any(file, kLibraries)) return CodeKind::kAllocator;
  const bool is_made_at_run_time = frame.module.empty() && frame.function.empty();
  return is_made_at_run_time || starts_with_any(file, kInterpreters) ? CodeKind::kInterpreter
                                                                     : CodeKind::kOwn;
}

}  // namespace tidemark
