"""Writes random values as YAML with PyYAML's C dumper, the way Ansible's to_yaml does, and prints the results as JSON.

    python scripts/differential/generate_yaml_dump_cases.py | gzip -9n > test/fixtures/yaml-dump-cases.json.gz

Each case is [value, options of yaml.dump, text]; values are encoded as in generate_template_cases.py.
"""

from __future__ import annotations

import json
import random
import sys

import yaml

TEXTS = [
    *"a yes no 1 1.0 null ~ #c it's é 😀 a,b [x {y &z *q !t %p @a `b | : ? - ... \\ \" ' '' true = << 0x1f 0o7 1_0 +1 .5 1:30 .inf 0644 1e3 2024-01-02".split(),
    *["", " x", "x ", "a: b", "- x", 'say "hi"', "tab\there", "multi\nline", "end\n", "a  b", "x" * 90, "word " * 30, "> x", "a #b", "a:b", "? x"],
    *["--- x", "\u2028", "\x85", "\x07", "k: v " * 20, "line one\n\nline three", "  lead\nx", "trail \nx", "long\n" + "w " * 60, "it's " * 25],
    *['"' * 3, "a\rb", "x\n y", "\n", "\n\nx", "{{ x }}"],
]
NUMBERS = [1, 0, -5, 10**20, 1.0, 2.5, 1e20, 1e-7, float("inf"), True, None]
OPTIONS = [
    {},
    {"default_flow_style": False, "indent": 4},
    {"default_flow_style": False},
    {"default_flow_style": True},
    {"indent": 4},
    {"width": 40, "default_flow_style": False},
    {"width": 1000},
    {"sort_keys": False, "default_flow_style": False, "indent": 2},
    {"explicit_start": True},
]


class Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data):
        return True


def value(depth):
    kind = random.random()
    if depth <= 0 or kind < 0.5:
        return random.choice(TEXTS if kind < 0.35 else NUMBERS)
    count = random.randrange(4)
    if kind < 0.75:
        return [value(depth - 1) for _ in range(count)]
    return {random.choice(TEXTS): value(depth - 1) for _ in range(count)}


def encode(item):
    if item is None or isinstance(item, (bool, str)):
        return item
    if isinstance(item, int):
        return item if abs(item) < 2**53 else {"int": str(item)}
    if isinstance(item, float):
        return {"float": repr(item)}
    if isinstance(item, list):
        return [encode(inner) for inner in item]
    return {"dict": [[key, encode(inner)] for key, inner in item.items()]}


random.seed(5)
cases = []
for _ in range(2500):
    data, options = value(4), random.choice(OPTIONS)
    text = yaml.dump(data, Dumper=Dumper, allow_unicode=True, **{"default_flow_style": None, **options})
    cases.append([encode(data), options, text])
json.dump(cases, sys.stdout, ensure_ascii=False, separators=(",", ":"))
