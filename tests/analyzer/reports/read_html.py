"""Prints as JSON what a page in HTML, from standard input, consists of: its tags, table rows and list items as text."""

import json
import sys
from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.rows, self.items, self.summaries = set(), [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "li":
            self.items.append("")
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            sys.exit(f"</{tag}> closes what is not open")

    def handle_data(self, data):
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data
        if "li" in self.open:
            self.items[-1] += data
        if "summary" in self.open:
            self.summaries[-1] += data


page = Page()
page.feed(sys.stdin.read())
page.close()
if page.open:
    sys.exit(f"not closed: {page.open}")
print(json.dumps({"tags": sorted(page.tags), "rows": page.rows, "items": page.items, "summaries": page.summaries}))
