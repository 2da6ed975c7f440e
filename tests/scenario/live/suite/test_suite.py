"""A few hundred tests, of which one keeps a MB each time it runs where SUITE_LEAKS is set."""

import os
import time

import pytest

ROUNDS = range(70)
PAUSE_SECONDS = 0.12
KEPT = []


@pytest.mark.parametrize("round_number", ROUNDS)
def test_parse(round_number):
    lines = [str(n) * 20 for n in range(20_000)]
    time.sleep(2 * PAUSE_SECONDS)
    assert len(lines) == 20_000


@pytest.mark.parametrize("round_number", ROUNDS)
def test_upload(round_number):
    time.sleep(PAUSE_SECONDS)
    if os.environ.get("SUITE_LEAKS"):
        KEPT.append(bytearray(os.urandom(1_000_000)))
    time.sleep(PAUSE_SECONDS)


@pytest.mark.parametrize("round_number", ROUNDS)
def test_query(round_number):
    time.sleep(2 * PAUSE_SECONDS)
    assert sum(range(1000)) == 499_500
