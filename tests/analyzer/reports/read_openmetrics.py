"""Reads OpenMetrics text from standard input with Prometheus' own strict parser; prints a line of JSON a sample."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        print(json.dumps({"name": sample.name, "type": family.type, "unit": family.unit, "labels": sample.labels,
                          "value": sample.value, "time": sample.timestamp}))
