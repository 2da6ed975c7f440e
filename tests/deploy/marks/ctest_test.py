"""tidemark_mark_tests() of find_package(Tidemark): every test of a directory is run by the recorder, and otherwise as before."""

import re
import shutil
import stat
import subprocess

import pytest
from conftest import DEPLOY

# A recorder that only runs what is to be marked, and says what that was.
RECORDER = """#!/bin/sh
[ "$1 $2 $3 $5" = "mark --if-running run --" ] || exit 99
printf '%s\\n' "$4" >> {marked}
shift 5
exec "$@"
"""
PROJECT = """
cmake_minimum_required(VERSION 3.22)
project(example LANGUAGES C CXX)
enable_testing()
include(GoogleTest)
find_package(GTest REQUIRED)
find_package(Tidemark REQUIRED)
add_executable(units units.cpp)
target_link_libraries(units PRIVATE Tidemark::marks GTest::gtest_main)
gtest_discover_tests(units)
add_test(NAME start COMMAND touch started)
add_test(NAME stop COMMAND rm started)
set_tests_properties(start PROPERTIES FIXTURES_SETUP server)
set_tests_properties(stop PROPERTIES FIXTURES_CLEANUP server)
add_test(NAME uses COMMAND test -e started)
set_tests_properties(uses PROPERTIES FIXTURES_REQUIRED server)
add_test(NAME words COMMAND sh -c "printf '[%s]' \\"$@\\"" x "a;b" "" "c d" [[e"f]] "$dollar" "back\\\\slash" "]]" --)
add_test(NAME fails COMMAND sh -c "exit 3")
set_tests_properties(fails PROPERTIES WILL_FAIL TRUE)
add_test(NAME skipped COMMAND sh -c "exit 4")
set_tests_properties(skipped PROPERTIES SKIP_RETURN_CODE 4)
add_test(NAME "with a space; and more" COMMAND true)
tidemark_mark_tests()
add_test(NAME later COMMAND true)
add_subdirectory(below)
"""
UNITS = "#include <tidemark/gtest.hpp>\nTEST(Units, One) {}\nTEST(Units, Two) {}\n"
NAMES = ["start", "stop", "uses", "words", "fails", "skipped", "with a space; and more", "later", "below", "deep",
         "Units.One", "Units.Two"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    directory = tmp_path_factory.mktemp("project")
    (directory / "below" / "deep").mkdir(parents=True)
    (directory / "below" / "CMakeLists.txt").write_text("add_test(NAME below COMMAND true)\nadd_subdirectory(deep)\n")
    (directory / "below" / "deep" / "CMakeLists.txt").write_text("tidemark_mark_tests()\nadd_test(NAME deep COMMAND true)\n")
    (directory / "CMakeLists.txt").write_text(PROJECT)
    (directory / "units.cpp").write_text(UNITS)
    recorder = directory / "tidemark-recorder"
    recorder.write_text(RECORDER.format(marked=directory / "marked"))
    recorder.chmod(stat.S_IRWXU)
    subprocess.run(["cmake", "-G", "Ninja", "-S", directory, "-B", directory / "build", f"-DTidemark_DIR={DEPLOY / 'cmake'}",
                    f"-DTIDEMARK_RECORDER_PROGRAM={recorder}"], check=True, capture_output=True)
    subprocess.run(["cmake", "--build", directory / "build"], check=True, capture_output=True)
    return directory


def run_ctest(project, *options, directory="."):
    (project / "marked").write_text("")
    outcome = subprocess.run(["ctest", "--test-dir", project / "build" / directory, *options], capture_output=True, text=True, check=False)
    return outcome.stdout, sorted((project / "marked").read_text().splitlines())


def test_every_test_is_marked_where_a_recorder_runs(project, listener):
    output, marked = run_ctest(project, "-V")
    assert marked == sorted(NAMES)
    assert "100% tests passed" in output
    assert '[a;b][][c d][e"f][$dollar][back\\slash][]]][--]' in output
    assert re.search(r"skipped \.+\*\*\*Skipped", output)
    assert {"begin Units.One", "end Units.One"} <= set(listener.texts())


def test_ctest_may_be_started_in_a_directory_below(project, listener):
    output, marked = run_ctest(project, directory="below")
    assert "100% tests passed" in output
    assert marked == ["below", "deep"]
    assert run_ctest(project, directory="below/deep")[1] == ["deep"]


def test_no_test_is_touched_where_none_runs(project):
    output, marked = run_ctest(project, "-V")
    assert marked == []
    assert "100% tests passed" in output
    assert "--if-running" not in output


def test_a_directory_may_be_marked_alone(project, tmp_path, listener):
    alone = tmp_path / "alone"
    (alone / "marked").mkdir(parents=True)
    (alone / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(alone LANGUAGES NONE)\nenable_testing()\nfind_package(Tidemark REQUIRED)\n"
        "add_test(NAME before COMMAND true)\nadd_subdirectory(marked)\nadd_subdirectory(unmarked)\n")
    (alone / "marked" / "CMakeLists.txt").write_text("tidemark_mark_tests()\nadd_test(NAME inner COMMAND true)\n")
    (alone / "unmarked").mkdir()
    (alone / "unmarked" / "CMakeLists.txt").write_text("add_test(NAME outer COMMAND true)\n")
    shutil.copy(project / "tidemark-recorder", alone)
    subprocess.run(["cmake", "-G", "Ninja", "-S", alone, "-B", alone / "build", f"-DTidemark_DIR={DEPLOY / 'cmake'}",
                    f"-DTIDEMARK_RECORDER_PROGRAM={alone / 'tidemark-recorder'}"], check=True, capture_output=True)
    (project / "marked").write_text("")
    subprocess.run(["ctest", "--test-dir", alone / "build"], check=True, capture_output=True)
    assert (project / "marked").read_text() == "inner\n"
