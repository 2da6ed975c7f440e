#include "analyzer/stacks/code_names.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(ReadSymbol, NamesOfTheLinkerBecomeThoseOfTheSource) {
  EXPECT_EQ(read_symbol("_ZN5cache3putEi").function, "cache::put(int)");
  EXPECT_EQ(read_symbol("_ZN3app5cache3put17h0123456789abcdefE").function, "app::cache::put");
  EXPECT_EQ(read_symbol("cache_put").function, "cache_put");
}

TEST(ReadSymbol, WhatIsNoNameStaysAsItIs) {
  for (const std::string symbol : {"_Z", "_ZN5cache", "_ZZZZZZ", "", "main.cold", "f\\x00"})
    EXPECT_EQ(read_symbol(symbol).function, symbol);
  const std::string nested = "_Z" + std::string(100'000, 'P') + "i";
  EXPECT_EQ(read_symbol(nested).function, nested);
}

TEST(ReadSymbol, MapsOfInterpretersTellTheFileToo) {
  EXPECT_EQ(read_symbol("py::run:/srv/a.py"), (CodeName{"run", "/srv/a.py"}));
  EXPECT_EQ(read_symbol("JS:*run /srv/a.js:7:3"), (CodeName{"run", "/srv/a.js", 7}));
  EXPECT_EQ(read_symbol("LazyCompile:~run file:///srv/a.mjs:12:3"), (CodeName{"run", "/srv/a.mjs", 12}));
  EXPECT_EQ(read_symbol("JS:* /srv/a.js:7:3").function, "(anonymous)");
  EXPECT_EQ(read_symbol("JS:*run node:internal:9:1").file, "node:internal");
}

TEST(ReadSymbol, BrokenMapsDoNoHarm) {
  for (const std::string symbol :
       {"py::", "py:::", "JS:", "JS:*", "JS: ", "JS:f :1:2", "Script:", "JS:f a:99999999999:1"})
    static_cast<void>(read_symbol(symbol));
  EXPECT_EQ(read_symbol("JS:f :1:2"), (CodeName{"f"}));
}

TEST(ShortName, ListsAreLeftOut) {
  EXPECT_EQ(short_name("void cache::put<int>(int, std::string const&)"), "cache::put");
  EXPECT_EQ(short_name("std::vector<int, std::allocator<int> >::push_back(int const&)"),
            "std::vector::push_back");
  EXPECT_EQ(short_name("(anonymous namespace)::run(int)"), "(anonymous namespace)::run(int)");
  EXPECT_EQ(short_name("app::(anonymous namespace)::run(int)"), "app::(anonymous namespace)::run");
  EXPECT_EQ(short_name("server::start()::{lambda(int)#1}::operator()(int) const"), "server::start");
  EXPECT_EQ(short_name("Matrix::operator()(int, int)"), "Matrix::operator()");
  EXPECT_EQ(short_name("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(short_name("cache_put"), "cache_put");
  EXPECT_EQ(short_name("<app::Cache as core::Trait>::put"), "<app::Cache as core::Trait>::put");
  EXPECT_EQ(short_name(""), "");
}

CodeKind kind(const std::string& function, const std::string& module = "/srv/server") {
  return kind_of_code({function, module});
}

TEST(KindOfCode, AllocatorsAreNotOwnCode) {
  for (const char* function :
       {"malloc", "operator new(unsigned long)", "_int_malloc", "calloc", "mmap64", "PyMem_Malloc",
        "_PyObject_Malloc", "__memset_avx2_unaligned_erms", "je_malloc_default",
        "void std::vector<int>::_M_realloc_insert<int>(int&&)", "std::__new_allocator<int>::allocate",
        "alloc::raw_vec::finish_grow", "runtime.mallocgc", "memcpy@plt"})
    EXPECT_EQ(kind(function), CodeKind::kAllocator) << function;
  for (const char* module :
       {"/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2", "/usr/lib/libstdc++.so.6",
        "/opt/libjemalloc.so.2", "/opt/libtcmalloc_minimal.so.4", "/opt/libmimalloc.so.2"})
    EXPECT_EQ(kind("", module), CodeKind::kAllocator) << module;
}

TEST(KindOfCode, WhatStartsProgramsIsNotOwnCode) {
  for (const char* function : {"_start", "__libc_start_main", "__libc_start_call_main", "clone3",
                               "start_thread", "std::rt::lang_start", "runtime.goexit"})
    EXPECT_EQ(kind(function), CodeKind::kStart) << function;
  EXPECT_EQ(kind("start_thread", "/lib/libc.so.6"), CodeKind::kStart);
}

TEST(KindOfCode, InterpretersAreToldApart) {
  for (const char* module : {"/usr/bin/node", "/usr/bin/python3.12", "/usr/lib/libpython3.12.so.1.0",
                             "/opt/jdk/lib/server/libjvm.so"})
    EXPECT_EQ(kind("f", module), CodeKind::kInterpreter) << module;
  EXPECT_EQ(kind("", ""), CodeKind::kInterpreter);
  EXPECT_EQ(kind("run", ""), CodeKind::kOwn);
  EXPECT_EQ(kind("f", "/usr/lib/python3/dist-packages/ext.so"), CodeKind::kOwn);
}

TEST(KindOfCode, TheRestIsOwnCode) {
  for (const char* function : {"main", "cache_put", "malloc_stats_printer", "std_out", "app::std::put()",
                               "mmapper", "bool cache::put<std::string>(std::string)", ""})
    EXPECT_EQ(kind(function), CodeKind::kOwn) << function;
  EXPECT_EQ(kind("", "/srv/libcache.so"), CodeKind::kOwn);
}

}  // namespace
}  // namespace tidemark
