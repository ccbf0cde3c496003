"""Writes every result of a run as a line of JSON to the file named in PVEPLAY_RECORD, in the form of `pveplay run --output jsonl`."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: pveplay_record
type: stdout
short_description: records results for comparison
description: Writes results as JSON lines.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "pveplay_record"

    def __init__(self):
        super().__init__()
        self._file = open(os.environ["PVEPLAY_RECORD"], "w", encoding="utf-8")
        self._play = ""

    def _line(self, **data):
        self._file.write(json.dumps(data, default=str) + "\n")
        self._file.flush()

    def _record(self, event, result, status):
        task = getattr(result, "task", None) or result._task
        data = dict(getattr(result, "result", None) or result._result)
        # _dump_results leaves out Ansible's own keys, the label of a loop's item among them, and the diff.
        label = data.get("_ansible_item_label")
        diff = data.get("diff")
        data = json.loads(self._dump_results(data))
        if diff:
            data["diff"] = diff
        line = dict(
            event=event,
            play=self._play,
            task=task.get_name().strip(),
            action=str(task.action),
            host=(getattr(result, "host", None) or result._host).get_name(),
            status=status,
            changed=bool(data.get("changed")),
            result=data,
        )
        if event == "item":
            line["item"] = data.get(data.get("ansible_loop_var", "item")) if label is None else label
        self._line(**line)

    def _ok(self, event, result):
        data = getattr(result, "result", None) or result._result
        self._record(event, result, "changed" if data.get("changed") else "ok")

    def v2_playbook_on_play_start(self, play):
        self._play = play.get_name().strip()
        self._line(event="play", play=self._play)

    def v2_playbook_on_no_hosts_matched(self):
        self._line(event="no_hosts", play=self._play)

    def v2_playbook_on_include(self, included_file):
        pass

    def v2_runner_on_ok(self, result):
        self._ok("result", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record("result", result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result):
        self._record("result", result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self._record("result", result, "unreachable")

    def v2_runner_item_on_ok(self, result):
        self._ok("item", result)

    def v2_runner_item_on_failed(self, result):
        self._record("item", result, "failed")

    def v2_runner_item_on_skipped(self, result):
        self._record("item", result, "skipped")

    def v2_playbook_on_stats(self, stats):
        hosts = {}
        for host in sorted(stats.processed):
            summary = stats.summarize(host)
            hosts[host] = dict(
                ok=summary["ok"],
                changed=summary["changed"],
                unreachable=summary["unreachable"],
                failed=summary["failures"],
                skipped=summary["skipped"],
                rescued=summary["rescued"],
                ignored=summary["ignored"],
            )
        custom = {k: v for k, v in stats.custom.items()} if stats.custom else None
        self._line(event="recap", stats=hosts, **({"custom": custom} if custom else {}))
