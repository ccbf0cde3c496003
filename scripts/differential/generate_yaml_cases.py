"""Loads thousands of small, mostly damaged YAML texts with PyYAML's C loader and prints the results as JSON.

    python scripts/differential/generate_yaml_cases.py | gzip -9n > test/fixtures/yaml-cases.json.gz

The texts are mutations of a few seeds, made with a fixed random seed. A value is encoded as in generate_template_cases.py;
a failure is {"error": [line, column]}.
"""

from __future__ import annotations

import datetime
import json
import random
import sys

import yaml

SEEDS = [
    "a: b\nc:\n  - d\n  - e: f\n    g: |\n      text\n        more\n\n      end\n  - >-\n    folded\n    text\n\n    x\n",
    "k: {a: [1, 2], \"b\": 'c', d: {e: f}}\n- x",
    "- &a {x: 1}\n- *a\n- <<: *a\n  y: 2\n",
    "? a\n: b\n? c\n",
    "--- # doc\na: \"x\\n\\u00e9 y\n  z\"\nb: 'it''s\n\n  ok'\n...\n",
    "a: |2-\n   x\n  y\nb: >+\n  q\n\n\nc: 1\n",
    "- a\n- - b\n  - c\n-\n  - d\n- e: 1\n  f:\n  - g\n",
    "a:   # comment\n  b: !unsafe '{{ x }}'\n  c: !!str 5\n  d: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    3132\n",
    "x: a b\n  c d\n\n  e # f\ny: [a b,\n c d , {e, f: , g: h}]\n",
]
SCALARS = """yes no on off y n Yes NO true TRUE tRuE null ~ 1 0644 0o644 0x1F 0b101 1_000 1:30 12:30:45 1e3 1.5e3 1.0 .5 1. .inf -.INF
.nan +1 -0 1,000 2024-01-02 2024-01-02T03:04:05Z 08 019 1__0 0x_1 = << 1e+3 123456789012345678901 0.1e1 - +.5 0x 1E5 infinity NaN
190:20:30.15 1:60 0b_ 2024-13-01 -017 1_ 2001-12-14t21:59:43.10-05:30 @a %a `a a#c !!str&5 !!int&5 !foo&x""".split()
CHARACTERS = [*" \n:-#,[]{}'\"|>&*!?%@`\t0ab.~<\\", "\n  ", "\n- ", ": ", "\n\n", " #", "---\n", "...\n", "{{ x }}", "<<: ", "&a ", "*a", "!!str ", "|\n", ">\n"]
TEXTS_PER_SEED = 300


class Loader(yaml.CSafeLoader):
    """Knows Ansible's tags."""


def construct_unsafe(loader, node):
    plain = type(node)(loader.resolve(type(node), node.value, (True, False)), node.value, node.start_mark, node.end_mark)
    return loader.construct_object(plain, deep=True)


Loader.add_constructor("!unsafe", construct_unsafe)
Loader.add_constructor("!vault", lambda loader, node: {"__vault": loader.construct_scalar(node)})


def mutate(text):
    characters = list(text)
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        at = random.randrange(len(characters) or 1)
        kind = random.random()
        if kind < 0.35:
            del characters[at : at + random.choice([1, 1, 1, 2, 5])]
        elif kind < 0.75:
            characters.insert(at, random.choice(CHARACTERS))
        elif characters:
            characters[at] = random.choice(CHARACTERS)
    return "".join(characters)


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"date": str(value)}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        if "__vault" in value:
            return {"vault": value["__vault"]}
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    raise TypeError(type(value))


def outcome(text):
    try:
        return {"text": text, "value": encode(yaml.load(text, Loader=Loader))}
    except yaml.MarkedYAMLError as error:
        return {"text": text, "error": [error.problem_mark.line + 1, error.problem_mark.column + 1]}
    except (yaml.YAMLError, ValueError, KeyError):
        return {"text": text, "error": [0, 0]}
    except (TypeError, RecursionError):
        return None  # sets, pairs and loops: not supported here


random.seed(7)
texts = [form.replace("&", " ") for scalar in SCALARS for form in (scalar, f"k: {scalar}")]
texts += [mutate(seed) for seed in SEEDS for _ in range(TEXTS_PER_SEED)]
json.dump([case for case in map(outcome, dict.fromkeys(texts)) if case], sys.stdout, ensure_ascii=False, separators=(",", ":"))
