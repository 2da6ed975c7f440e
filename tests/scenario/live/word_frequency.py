"""Counts the words of articles, by itself or with worker processes.

word_frequency.py keep|mended SECONDS WORKERS

`keep` has the mistake of the script that this stands for: each article stays in memory behind its counts.
"""

import itertools
import multiprocessing
import random
import sys
import time

ARTICLE_WORDS = 1500
ARTICLES_A_SECOND = 30
VOCABULARY = ["".join(random.Random(n).choices("etaoinshrdlu", k=2 + n % 9)) for n in range(8000)]
WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))  # Zipf's law


class WordFrequency:
    def __init__(self, keeps_articles):
        self.counts = {}
        self.articles = [] if keeps_articles else None

    def add(self, article):
        if self.articles is not None:
            self.articles.append(article)
        for word in article.split():
            self.counts[word] = self.counts.get(word, 0) + 1


def fetch_article():
    """Stands for a request to an encyclopedia: takes its time, returns the text."""
    time.sleep(1 / ARTICLES_A_SECOND)
    return " ".join(random.choices(VOCABULARY, cum_weights=WEIGHTS, k=ARTICLE_WORDS))


def count(keeps_articles, seconds):
    frequency = WordFrequency(keeps_articles)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        frequency.add(fetch_article())
    return len(frequency.counts)


def main():
    keeps_articles, seconds, workers = sys.argv[1] == "keep", float(sys.argv[2]), int(sys.argv[3])
    if workers == 0:
        count(keeps_articles, seconds)
        return
    with multiprocessing.Pool(workers) as pool:
        pool.starmap(count, [(keeps_articles, seconds)] * workers, chunksize=1)


if __name__ == "__main__":
    main()
