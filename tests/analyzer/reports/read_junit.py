"""Prints what junitparser, a reader that CI tools use, makes of a JUnit report: a line of JSON a test case."""

import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

KINDS = {Failure: "failure", Error: "error", Skipped: "skipped"}

for suite in JUnitXml.fromfile(sys.argv[1]):
    for case in suite:
        results = [(KINDS[type(result)], result.message, result.text) for result in case.result]
        print(json.dumps({"name": case.name, "results": results, "output": case.system_out}))
    print(json.dumps({"properties": {entry.name: entry.value for entry in suite.properties()}, "tests": suite.tests,
                      "failures": suite.failures, "errors": suite.errors, "skipped": suite.skipped}))
