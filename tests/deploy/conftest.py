"""What these tests share: the plugin on the path, and what stands in for the two programs."""

import functools
import os
import pathlib

import pytest
from stand_ins import Listener, make_programs

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No test finds a recorder, or a setting, of whoever runs these tests."""
    for name in list(os.environ):
        if name.startswith(("TIDEMARK_", "PYTEST_", "NODE_")) and name not in ("PYTEST_CURRENT_TEST", "TIDEMARK_PROGRAMS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TIDEMARK_SOCKET", "/nonexistent/marks")
    monkeypatch.setenv("PYTHONPATH", str(DEPLOY / "pytest"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.syspath_prepend(str(DEPLOY / "pytest"))


@pytest.fixture
def listener(tmp_path, monkeypatch):
    found = Listener(tmp_path / "marks")
    monkeypatch.setenv("TIDEMARK_SOCKET", found.path)
    yield found
    found.close()


@pytest.fixture
def run_tests(pytester):
    """Returns a function that runs a file of tests with the plugin."""

    def run(source, *options):
        pytester.makepyfile(test_it=source)
        return pytester.runpytest_subprocess("-p", "tidemark.plugin", *options, timeout=60)

    return run


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Returns make_programs for a directory where programs are looked for; temporary files have one of their own."""
    place = tmp_path / "bin"
    place.mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    return functools.partial(make_programs, place)
