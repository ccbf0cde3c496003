"""Evaluates every template of template_cases.py with the Ansible that is installed and prints the results as JSON.

    python scripts/differential/generate_template_cases.py | gzip -9n > test/fixtures/template-cases.json.gz

A value keeps its Python type: ints beyond 2**53 are {"int": text}, floats {"float": repr}, dicts {"dict": pairs},
dates {"date": text}, bytes their text. A failure is {"error": kind} with kind undefined, syntax or failed; an omitted value {"omit": true}.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import warnings

os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", ANSIBLE_DEPRECATION_WARNINGS="0", ANSIBLE_DEVEL_WARNING="0")
os.environ.pop("NO_SUCH_VARIABLE_HERE", None)
os.environ.pop("NO_SUCH_VAR", None)
warnings.simplefilter("ignore")
sys.stderr = open(os.devnull, "w")

from ansible.errors import AnsibleTemplateSyntaxError, AnsibleUndefinedVariable, AnsibleValueOmittedError  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.plugins.loader import init_plugin_loader  # noqa: E402
from ansible.template import Templar, trust_as_template  # noqa: E402
from ansible._internal._datatag._tags import TrustedAsTemplate  # noqa: E402
from ansible.utils.display import Display  # noqa: E402

import template_cases as cases  # noqa: E402

init_plugin_loader()
Display._deprecated = lambda *_args, **_kwargs: None
Display.display = lambda *_args, **_kwargs: None


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value if value is None or isinstance(value, bool) else str(value)
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {"int": str(int(value))}
    if isinstance(value, float):
        return {"float": repr(float(value))}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"date": str(value)}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(type(value))


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__


def outcome(evaluate):
    loader = DataLoader()
    variables = loader.load(TrustedAsTemplate().tag(cases.VARS))
    templar = Templar(loader=loader, variables=variables)
    try:
        return encode(evaluate(templar))
    except AnsibleValueOmittedError:
        return {"omit": True}
    except Exception as error:  # every failure is a result here
        kinds = [type(cause) for cause in causes(error)]
        if any(issubclass(kind, AnsibleTemplateSyntaxError) for kind in kinds):
            return {"error": "syntax"}
        if any(issubclass(kind, AnsibleUndefinedVariable) for kind in kinds):
            return {"error": "undefined"}
        return {"error": "failed"}


def templates():
    yield from cases.TEMPLATES
    for expression in cases.EXPRESSIONS:
        yield "{{ " + expression + " }}"
    for left in cases.OPERANDS:
        for operator in cases.OPERATORS:
            for right in cases.OPERANDS:
                if operator == "**" and right == "big":
                    continue  # Python would never finish
                yield "{{ " + f"{left} {operator} {right}" + " }}"
    for subject in cases.INPUTS:
        for name in cases.PLAIN_FILTERS:
            yield "{{ " + f"{subject} | {name}" + " }}"
        for name in cases.TESTS:
            yield "{{ " + f"{subject} is {name}" + " }}"
    for subject in cases.STRING_SUBJECTS:
        for method in cases.STRING_METHODS:
            yield "{{ " + f"{subject}.{method}" + " }}"


def trusted(condition):
    if isinstance(condition, str):
        return trust_as_template(condition)
    return condition


def holds(templar, condition):
    if isinstance(condition, list):
        return all(holds(templar, item) for item in condition)
    return templar.evaluate_conditional(trusted(condition))


seen = dict.fromkeys(templates())
result = {
    "vars": cases.VARS,
    "templates": [[text, outcome(lambda templar: templar.template(trust_as_template(text)))] for text in seen],
    "conditions": [
        [condition, outcome(lambda templar: holds(templar, condition))]
        for condition in [*cases.CONDITIONS, *cases.CONDITIONS_RAW]
    ],
}
json.dump(result, sys.stdout, ensure_ascii=False, separators=(",", ":"))
