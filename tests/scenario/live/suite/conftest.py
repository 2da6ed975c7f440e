"""Runs the tests round by round, and marks each where SUITE_RECORDER names the recorder."""

import os
import subprocess

import pytest

RECORDER = os.environ.get("SUITE_RECORDER")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.callspec.params["round_number"])


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item, nextitem):
    if RECORDER:
        subprocess.run([RECORDER, "mark", "begin", item.nodeid], check=True)
    yield
    if RECORDER:
        subprocess.run([RECORDER, "mark", "end", item.nodeid], check=True)
