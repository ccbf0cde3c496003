"""Renders the template files of test/fixtures/render as Ansible's template module does and prints the results as JSON.

    python scripts/differential/generate_render_cases.py > cases.json && mv cases.json test/fixtures/render-cases.json
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import warnings

os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", ANSIBLE_DEPRECATION_WARNINGS="0")
warnings.simplefilter("ignore")
sys.stderr = open(os.devnull, "w")

from ansible._internal._datatag._tags import TrustedAsTemplate  # noqa: E402
from ansible._internal._templating._engine import TemplateOptions  # noqa: E402
from ansible._internal._templating._jinja_bits import TemplateOverrides  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.plugins.loader import init_plugin_loader  # noqa: E402
from ansible.template import Templar, trust_as_template  # noqa: E402

import template_cases  # noqa: E402

init_plugin_loader()
FOLDER = pathlib.Path(__file__).parents[2] / "test/fixtures/render"
OPTIONS = [
    {},
    {"lstrip_blocks": True},
    {"trim_blocks": False},
    {"newline_sequence": "\r\n"},
    {"variable_start_string": "[[", "variable_end_string": "]]"},
    {"block_start_string": "<%", "block_end_string": "%>", "comment_start_string": "<#", "comment_end_string": "#>"},
]


def render(path, options):
    loader = DataLoader()
    variables = loader.load(TrustedAsTemplate().tag(template_cases.VARS))
    templar = Templar(loader=loader, variables=variables).copy_with_new_env(searchpath=[str(FOLDER)], available_variables=variables)
    overrides = TemplateOverrides.from_kwargs(options)
    text = trust_as_template(path.read_bytes().decode())
    try:
        result = templar._engine.template(text, options=TemplateOptions(escape_backslashes=False, overrides=overrides))
        return {"text": "" if result is None else str(result)}
    except Exception:  # every failure is a result here
        return {"error": True}


cases = [[path.name, options, render(path, options)] for path in sorted(FOLDER.iterdir()) for options in OPTIONS]
json.dump({"vars": template_cases.VARS, "cases": cases}, sys.stdout, separators=(",", ":"))
