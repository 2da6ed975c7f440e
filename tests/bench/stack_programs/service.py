"""A service in Python: each request goes through ten functions that keep nothing, or a bounded number. What leaks: the
sessions that remember() keeps. service.py SECONDS
"""

import base64
import collections
import json
import random
import sys
import time


def make_text(length):
    return ("the quick brown fox jumps over the lazy dog " * (length // 44 + 1))[:length]


def parse_request():
    return len({f"{word}{i}": f"value of {word}" for i, word in enumerate(make_text(random.randint(300, 4000)).split())})


def build_response():
    parts, length, wanted = [], 0, random.randint(500, 20000)
    while length < wanted:
        parts.append(f"<td>{length}</td>")
        length += 16
    return len("\n".join(parts))


def sort_records():
    records = [(random.random(), f"record {i}") for i in range(random.randint(20, 300))]
    return len(sorted(records)[0])


pages = collections.OrderedDict()


def look_up():
    number = random.randint(0, 2000)
    if number not in pages:
        pages[number] = make_text(random.randint(1000, 8000))
    if len(pages) > 400:
        pages.popitem(last=False)
    return len(pages)


lines = collections.deque(maxlen=1000)


def write_log():
    lines.append(f"a request of {random.randint(1, 20000)} bytes took {random.randint(1, 9000)} us")
    return len(lines)


def render_page():
    return len("".join("<p>" + make_text(random.randint(100, 400)) + "</p>" for _ in range(random.randint(5, 60))))


def decode_body():
    return len(base64.b64decode(base64.b64encode(make_text(random.randint(200, 16000)).encode())))


def count_words():
    return len(collections.Counter(word + str(random.randint(0, 40)) for word in make_text(random.randint(500, 3000)).split()))


def read_json():
    text = json.dumps([{"i": i, "name": f"item {i}", "tags": ["a", "b"]} for i in range(random.randint(10, 100))])
    return len(json.loads(text))


def compress_reply():
    return len(make_text(random.randint(1000, 12000)).replace(" ", "").upper())


sessions = {}


def remember():
    session = {"user": f"somebody{len(sessions)}@example.org", "token": "t" * random.randint(1000, 8000)}
    session["visited"] = [make_text(random.randint(20, 600)) for _ in range(random.randint(10, 60))]
    sessions[len(sessions)] = session
    return len(session)


def handle_request():
    done = parse_request() + decode_body() + look_up() + remember() + sort_records()
    return done + count_words() + render_page() + build_response() + read_json() + compress_reply() + write_log()


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for _ in range(4):
            done += handle_request()
        time.sleep(0.01)
    print(done)


main()
