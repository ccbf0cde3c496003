// A YAML inventory of 1,000 hosts: `pveplay inventory --list` against ansible-inventory. Bar: a sixth of its time.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time } from "./measure.mjs";

const ROUNDS = 5;
const GROUPS = 20;
const HOSTS_PER_GROUP = 50;

function host(group, index) {
  const number = group * HOSTS_PER_GROUP + index;
  return [
    `        host${number}.example.com:`,
    `          ansible_host: 10.${group}.${index}.1`,
    `          vmid: ${number + 100}`,
    `          labels: [web, 'label${index % 7}']`,
    `          note: "{{ inventory_hostname }}-x"`,
    `          disk: {size: 32, store: local-lvm}`,
  ].join("\n");
}

function group(_unused, number) {
  const hosts = Array.from({ length: HOSTS_PER_GROUP }, (_item, index) => host(number, index)).join("\n");
  return `    group${number}:\n      vars: {tier: ${number}}\n      hosts:\n${hosts}`;
}

const folder = mkdtempSync(join(tmpdir(), "bench-inventory-"));
writeFileSync(join(folder, "hosts.yml"), `all:\n  children:\n${Array.from({ length: GROUPS }, group).join("\n")}\n`);
const local = join(ROOT, ".venv/bin/ansible-inventory");
const ansible = existsSync(local) ? local : "ansible-inventory";
const programs = { pveplay: [process.execPath, join(ROOT, "dist/pveplay.js"), "inventory"], ansible: [ansible] };
const args = ["-i", "hosts.yml", "--list"];

const times = { pveplay: [], ansible: [] };
const outputs = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, [command, ...before]] of Object.entries(programs)) {
    times[name].push(time(() => (outputs[name] = spawnSync(command, [...before, ...args], { cwd: folder }).stdout)));
  }
}
if (outputs.ansible === null) {
  console.log("inventory: no ansible-inventory on this machine to compare with");
} else {
  if (!outputs.pveplay.equals(outputs.ansible)) throw new Error("The two programs print different inventories");
  const [ours, theirs] = [medianOf(times.pveplay), medianOf(times.ansible)];
  const ratio = (theirs / ours).toFixed(1);
  console.log(
    `inventory of 1,000 hosts: pveplay ${ours.toFixed(0)} ms, ansible-inventory ${theirs.toFixed(0)} ms: ${ratio} times as fast (bar: 6)`,
  );
}
