"""The headers for C and C++: they compile without a warning, and what they send is what a recorder takes."""

import subprocess

import pytest
from conftest import DEPLOY

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
MARKING = """
#include <tidemark/mark.h>
int main(int count, char** words) {
  errno = 7;
  tidemark_mark_begin("upload");
  for (int i = 1; i < count; ++i) tidemark_mark_note(words[i]);
  void* volatile kept = malloc(5 << 20);
  if (kept == NULL) return 2;
  tidemark_mark_end("upload");
  return errno == 7 ? 0 : 1;
}
"""
SUITES = """
#include <tidemark/gtest.hpp>
class Server : public testing::TestWithParam<int> {};
TEST_P(Server, Answers) {}
INSTANTIATE_TEST_SUITE_P(All, Server, testing::Values(1, 2));
TEST(Cache, Fails) { FAIL(); }
TEST(Cache, DISABLED_Rests) {}
TEST(Cache, Dies) { EXPECT_DEATH(abort(), ""); }
"""
OTHER = "#include <tidemark/gtest.hpp>\nTEST(Other, Holds) {}\n"


def build(directory, compiler, files, *options):
    for name, text in files.items():
        (directory / name).write_text(text)
    program = directory / "program"
    subprocess.run([*compiler, *WARNINGS, "-I", DEPLOY / "marks", *files, "-o", program, *options], cwd=directory, check=True)
    return program


@pytest.mark.parametrize("compiler", [["gcc", "-std=c99"], ["gcc", "-std=gnu17"], ["g++", "-std=c++11", "-Wold-style-cast"]],
                         ids=["c99", "gnu17", "c++11"])
def test_c_marks_by_two_functions(tmp_path, listener, compiler):
    file = "mark.c" if compiler[0] == "gcc" else "mark.cpp"
    program = build(tmp_path, compiler, {file: MARKING})
    long = "x" * 999
    subprocess.run([program, "halfway", long + "yz1", long + "yz2", long + "y"], check=True)
    texts = listener.texts()
    assert texts[:2] == ["begin upload", "note halfway"]
    assert [len(text) for text in texts[2:5]] == [1005, 1005, 1005]
    assert len(set(texts[2:5])) == 3
    assert texts[4] == f"note {long}y"
    assert texts[5] == "end upload"
    assert listener.held_kib[1:5] == [None] * 4
    assert 5 << 10 <= listener.held_kib[5] - listener.held_kib[0] < 6 << 10


def test_c_is_silent_where_no_recorder_listens(tmp_path, monkeypatch):
    program = build(tmp_path, ["gcc"], {"mark.c": MARKING})
    for socket in (str(tmp_path / "none"), "x" * 300, ""):
        monkeypatch.setenv("TIDEMARK_SOCKET", socket)
        outcome = subprocess.run([program], capture_output=True, check=True)
        assert outcome.stdout + outcome.stderr == b""


def test_each_test_of_googletest_is_marked_once(tmp_path, listener):
    program = build(tmp_path, ["g++", "-std=c++17"], {"suites.cpp": SUITES, "other.cpp": OTHER},
                    "-lgtest_main", "-lgtest", "-pthread")
    outcome = subprocess.run([program, "--gtest_death_test_style=threadsafe"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    names = ["All/Server.Answers/0", "All/Server.Answers/1", "Cache.Fails", "Cache.Dies", "Other.Holds"]
    texts = listener.texts()
    assert sorted(texts) == sorted(f"{kind} {name}" for name in names for kind in ("begin", "end"))
    for name in names:
        begin = texts.index(f"begin {name}")
        assert texts[begin + 1] == f"end {name}"
