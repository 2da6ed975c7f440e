"""The wheel has what pytest finds the plugin by."""

import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import DEPLOY


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Returns a directory that has what a wheel installs, and nothing else."""
    place = tmp_path_factory.mktemp("wheel")
    shutil.copytree(DEPLOY / "pytest", place / "source")
    make = f"from setuptools import build_meta; print(build_meta.build_wheel({str(place)!r}))"
    subprocess.run([sys.executable, "-c", make], cwd=place / "source", check=True, capture_output=True)
    (wheel,) = place.glob("pytest_tidemark-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "installed")
    return place / "installed"


def test_the_wheel_has_the_package_alone(installed):
    assert sorted(path.name for path in (installed / "tidemark").iterdir()) == sorted(
        path.name for path in (DEPLOY / "pytest" / "tidemark").glob("*.py"))
    assert {path.name.split("-")[0] for path in installed.iterdir()} == {"tidemark", "pytest_tidemark"}


def test_pytest_finds_the_plugin_by_itself(installed, pytester, listener, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(installed))
    pytester.makepyfile(test_it="def test_a(tidemark): pass")
    outcome = pytester.runpytest_subprocess("--tidemark-fail-on", "leak")
    outcome.assert_outcomes(passed=1)
    outcome.stdout.fnmatch_lines(["plugins: *tidemark-0.1.0*"])
    assert "begin test_it.py::test_a" in listener.texts()
