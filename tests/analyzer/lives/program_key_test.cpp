#include "analyzer/lives/program_key.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

ProgramKey key_of(const std::string& name, const std::string& exe, const std::string& command_line) {
  RecordedProcess process{};
  process.name = name;
  process.exe = exe;
  process.command_line = command_line;
  return program_key(process);
}

TEST(ProgramKey, IsTheNameWhateverTheDirectoryAndTheOptions) {
  const ProgramKey one = key_of("server", "/build-1/bin/server", R"(["/build-1/bin/server","--port","1"])");
  const ProgramKey other = key_of("server", "/build-2/bin/server", R"(["./server"])");
  EXPECT_EQ(one, (ProgramKey{"server", "", ""}));
  EXPECT_EQ(one, other);
}

TEST(ProgramKey, AnInterpreterIsToldByItsScript) {
  const auto script = [](const std::string& exe, const std::string& command_line) {
    return key_of("name", exe, command_line).script;
  };
  EXPECT_EQ(script("/usr/bin/python3.11", R"(["python3","-u","-W","error","/srv/app.py","--fast"])"),
            "app.py");
  EXPECT_EQ(script("/usr/bin/python3", R"(["python3","-m","pytest","tests"])"), "pytest");
  EXPECT_EQ(script("/usr/bin/python3", R"(["python3","-c","import x"])"), "");
  EXPECT_EQ(script("/jdk/bin/java", R"(["java","-Xmx1g","-cp","a.jar:b.jar","org.Main","x"])"), "org.Main");
  EXPECT_EQ(script("/jdk/bin/java", R"(["java","-jar","/srv/app.jar"])"), "app.jar");
  EXPECT_EQ(script("/usr/bin/node", R"(["node","--max-old-space-size=100","index.js"])"), "index.js");
  EXPECT_EQ(script("/usr/bin/node", R"(["node","--import","./x.mjs","index.js"])"), "index.js");
  EXPECT_EQ(script("/usr/bin/node", R"(["node","--eval","x=1"])"), "");
  EXPECT_EQ(script("/usr/bin/python3", R"(["python3","-I","app.py"])"), "app.py");
  EXPECT_EQ(script("/usr/bin/python3", R"(["python3","-mpytest","tests"])"), "pytest");
  EXPECT_EQ(script("/usr/bin/bash", R"(["bash"])"), "");
  EXPECT_EQ(script("/usr/bin/nodemon", R"(["nodemon","index.js"])"), "");
}

TEST(ProgramKey, AScriptThatGaveTheNameIsNotSaidTwice) {
  EXPECT_EQ(
      key_of("a_long_script_n", "/usr/bin/python3", R"(["python3","/srv/a_long_script_name.py"])").script,
      "");
}

TEST(ProgramKey, WithoutACommandLineTheNameHasToDo) {
  RecordedProcess process{};
  process.name = "python3";
  EXPECT_EQ(program_key(process), (ProgramKey{"python3", "", ""}));
}

TEST(DescribeProgram, NamesScriptAndTest) {
  EXPECT_EQ(describe({"python3", "app.py", "login"}), "python3 (app.py) in login");
  EXPECT_EQ(describe({"server", "", ""}), "server");
}

}  // namespace
}  // namespace tidemark
