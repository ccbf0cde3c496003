import { describe, expect, test } from "vitest";
import { cliWords, type ModuleCall } from "../../../runner/cli/api/cli-words.ts";

const vm: ModuleCall = { module: "proxmox_vm", args: { force: undefined } };
const stop: ModuleCall = { module: "proxmox_vm", args: { shutdown: [] } };

const cases: Readonly<Record<string, readonly [text: string, call: ModuleCall, told: string]>> = {
  "flags for options": ["Raise 'timeout', or add 'force: true'", vm, "Raise --timeout, or add --force"],
  "no flag the command does not have": [
    "Give it more 'shutdown_timeout', or add 'force: true' to stop it hard after that",
    stop,
    "Give it more --timeout",
  ],
  "commands for states": ["Stop it first with 'state: stopped'", vm, "Stop it first with pveplay vm shutdown"],
  "commands in place of tasks of a playbook": [
    "Resume it first, for example with proxmox_vm and 'state: resumed', or leave it out",
    { module: "proxmox_snapshot", args: { force: true } },
    "Resume it first, with pveplay vm (or ct) resume, or leave it out",
  ],
  "ct for containers": ["with 'state: started'", { module: "proxmox_container" }, "with pveplay ct start"],
  "the id, which is no flag": ["Use 'vmid' to say which one", {}, "Use the id to say which one"],
  "--vmid where it is one": ["Use another 'vmid'", { args: { vmid_range: undefined } }, "Use another --vmid"],
  "its own command for a task": [
    "Read: pvesh get /nodes/pve1/tasks/UPID:pve1:1:2:3:qmstart:102:root@pam:/log",
    {},
    "Read: pveplay task log UPID:pve1:1:2:3:qmstart:102:root@pam:",
  ],
  "guests by their names, whatever these are": [
    "No guest named 'storage' is visible",
    vm,
    "No guest named 'storage' is visible",
  ],
  "what has no flag as it is": ["Set 'agent: true' with proxmox_vm", vm, "Set 'agent: true' with proxmox_vm"],
};

describe("cliWords()", () => {
  test.each(Object.entries(cases))("names %s", (_name, [text, call, told]) => {
    expect(cliWords(text, call)).toBe(told);
  });
});
