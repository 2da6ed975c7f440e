"""A shop's tests, round by round: one keeps memory, and one uses a server that does; the others are healthy."""

import os
import subprocess
import sys

import pytest
import shop

kept = []
pytestmark = pytest.mark.parametrize("round_number", range(int(os.environ.get("ROUNDS", "20"))), scope="session")


def start(directory, *arguments):
    with subprocess.Popen([sys.executable, shop.__file__, "serve", directory / "port", *arguments]) as server:
        with shop.connect(directory / "port") as connection:
            yield connection
        server.terminate()


@pytest.fixture(scope="session")
def orders(tmp_path_factory):
    yield from start(tmp_path_factory.mktemp("orders"), "leaks")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    yield from start(tmp_path_factory.mktemp("catalogue"))


def test_order(orders, round_number):
    shop.ask(orders)


def test_search(catalogue, round_number):
    shop.ask(catalogue)


def test_thumbnail(round_number):
    kept.append(os.urandom(shop.SIZE))


def test_price(round_number):
    work = [os.urandom(shop.SIZE) for _ in range(3)]  # more than the one before it keeps, for a while
    assert sum(map(len, work)) == 3 * shop.SIZE
