import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";

/** Stands in for systemd: keeps each unit's state in files, and notes what it was told to do. */
const SYSTEMCTL = `#!/bin/sh
d=$STATE
[ "$1" = daemon-reload ] && { echo "$@" >> $d/log; exit 0; }
case $1 in
show) [ "$2" = nope ] && { echo LoadState=not-found; exit 0; }
  echo LoadState=loaded; if [ -e $d/active ]; then echo ActiveState=active; else echo ActiveState=inactive; fi;;
is-enabled) if [ -e $d/enabled ]; then echo enabled; else echo disabled; exit 1; fi;;
start|restart) echo "$@" >> $d/log; touch $d/active;;
stop) echo "$@" >> $d/log; rm -f $d/active;;
enable) echo "$@" >> $d/log; touch $d/enabled;;
disable) echo "$@" >> $d/log; rm -f $d/enabled;;
*) echo "no verb $1" >&2; exit 5;;
esac
`;

const PLAYBOOK = `
- hosts: localhost
  gather_facts: false
  tasks:
    - systemd: {name: web, state: started, enabled: true, daemon_reload: true}
    - systemd: {name: web, state: started, enabled: true}
    - service: {name: web, state: restarted}
    - ansible.builtin.systemd_service: {name: web, state: stopped}
      check_mode: true
    - systemd: {name: web, state: stopped, enabled: false}
    - systemd: {name: web, state: stopped}
    - systemd: {name: nope, state: started}
      ignore_errors: true
`;

describe("systemd and service", () => {
  test("change only what differs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-systemd-"));
    const state = mkdtempSync(join(tmpdir(), "pveplay-units-"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/systemctl"), SYSTEMCTL);
    chmodSync(join(folder, "bin/systemctl"), 0o755);
    writeFileSync(join(folder, "playbook.yml"), PLAYBOOK);
    const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, STATE: state };
    const { record, stderr } = await underPveplay({ folder, env });
    const statuses = record.hosts["localhost"]?.map(({ status }) => status);
    expect(statuses, stderr).toEqual(["changed", "ok", "changed", "changed", "changed", "ok", "ignored"]);
    // Enabling comes before starting, as Ansible does it.
    expect(readFileSync(join(state, "log"), "utf8").trim().split("\n")).toEqual([
      "daemon-reload",
      "enable web",
      "start web",
      "restart web",
      "disable web",
      "stop web",
    ]);
    expect(existsSync(join(state, "active"))).toBe(false);
  });
});
