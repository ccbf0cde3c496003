"""Runs the queries of test/fixtures/jmespath-cases.json again with the jmespath package and prints the file anew.

    python scripts/differential/generate_jmespath_cases.py > cases.json && mv cases.json test/fixtures/jmespath-cases.json

To add a query, add ["the query", null] to the file's cases and run this.
"""

from __future__ import annotations

import json
import pathlib
import sys

import jmespath

FILE = pathlib.Path(__file__).parents[2] / "test/fixtures/jmespath-cases.json"


def outcome(query, data):
    try:
        return {"value": jmespath.search(query, data)}
    except Exception:  # any failure is a result
        return {"error": True}


recorded = json.loads(FILE.read_text())
cases = [[query, outcome(query, recorded["data"])] for query, _ in recorded["cases"]]
json.dump({"data": recorded["data"], "cases": cases}, sys.stdout, separators=(",", ":"))
