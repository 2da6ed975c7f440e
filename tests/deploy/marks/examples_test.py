"""The examples of deploy/marks, one a language: each marks a test by the documented protocol."""

import re
import shutil
import subprocess

import pytest
from conftest import DEPLOY

MARKS = DEPLOY / "marks"
EXAMPLES = {
    "node": ["node", MARKS / "marks.js"],
    "java": ["java", MARKS / "Marks.java"],
    "go": ["go", "run", MARKS / "marks.go"],
}


def expect_marks(listener):
    assert listener.texts() == ["begin upload", "end upload"]


@pytest.mark.parametrize("language", EXAMPLES)
def test_an_example_marks_a_test(language, listener, monkeypatch, tmp_path):
    if not shutil.which(language):
        pytest.skip(f"skipped: {language} is not there")
    monkeypatch.setenv("GOCACHE", str(tmp_path / "go"))
    monkeypatch.setenv("HOME", str(tmp_path))
    outcome = subprocess.run(EXAMPLES[language], capture_output=True, text=True, timeout=120, check=False)
    assert (outcome.returncode, outcome.stdout + outcome.stderr) == (0, "")
    expect_marks(listener)


@pytest.mark.parametrize("language", EXAMPLES)
def test_an_example_says_nothing_where_no_recorder_listens(language, monkeypatch, tmp_path):
    if not shutil.which(language):
        pytest.skip(f"skipped: {language} is not there")
    monkeypatch.setenv("GOCACHE", str(tmp_path / "go"))
    monkeypatch.setenv("HOME", str(tmp_path))
    outcome = subprocess.run(EXAMPLES[language], capture_output=True, text=True, timeout=120, check=False)
    assert (outcome.returncode, outcome.stdout + outcome.stderr) == (0, "")


def snippets(language):
    return re.findall(rf"```{language}\n(.*?)```", (MARKS / "README.md").read_text(), re.DOTALL)


def test_the_pages_lines_of_python_mark_a_test(listener):
    (lines,) = snippets("python")
    exec(compile(lines, "README.md", "exec"), {})
    assert listener.texts()[0].startswith("begin ")


def test_the_pages_lines_of_c_compile(tmp_path):
    (lines,) = snippets("c")
    (tmp_path / "a.c").write_text("#include <tidemark/mark.h>\nstatic void upload(void) {}\nint main(void) {\n" + lines.replace(
        "#include <tidemark/mark.h>\n", "") + "return 0; }\n")
    subprocess.run(["gcc", "-Wall", "-Werror", "-I", DEPLOY / "marks", "-c", "a.c"], cwd=tmp_path, check=True)
