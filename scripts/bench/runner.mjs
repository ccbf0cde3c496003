// Whole runs of dist/pveplay.js against ansible-playbook on the same playbooks, interleaved; and growth with hosts and tasks.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time, watchMemory } from "./measure.mjs";

const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-"));
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const play = (hosts, tasks) => `- hosts: ${hosts}\n  gather_facts: false\n  vars: {n: 5}\n  tasks:\n${tasks.join("")}`;
const inventory = (count) =>
  file(
    `hosts-${count}.ini`,
    Array.from({ length: count }, (_, at) => `h${at} ansible_connection=local x=${at}\n`).join(""),
  );
const templated = (count) =>
  Array.from(
    { length: count },
    (_, at) =>
      `    - set_fact: {v${at}: "{{ inventory_hostname }}-{{ n | int + ${at} }}"}\n      when: n is defined and inventory_hostname in groups.all\n`,
  );
const three = (at) => [
  `    - set_fact: {v${at}: "{{ ${at} + 1 }}"}\n`,
  `    - assert: {that: v${at} == ${at} + 1}\n`,
  `    - debug: {msg: "{{ v${at} }}"}\n`,
];

const hundred = file(
  "hundred.yml",
  play(
    "localhost",
    Array.from({ length: 34 }, (_, at) => three(at))
      .flat()
      .slice(0, 100),
  ),
);
const commands = file(
  "commands.yml",
  play("localhost", ['    - command: echo {{ item }}\n      loop: "{{ range(20) | list }}"\n']),
);
const many = file("many.yml", play("all", templated(100)));
const twenty = file("twenty.yml", play("all", templated(20)));
const forty = file("forty.yml", play("all", templated(40)));

const ansible = join(ROOT, ".venv/bin/ansible-playbook");
const ours = (args) => [process.execPath, [join(ROOT, "dist", "pveplay.js"), "run", ...args]];
const run = ([program, args]) => {
  const done = spawnSync(program, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: "False" },
  });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${done.status}: ${done.stderr}`);
};

/** The most memory our run takes, in MB. */
async function memoryOf(args) {
  const [program, argv] = ours(args);
  const child = spawn(program, argv, { cwd: folder, stdio: "ignore" });
  const memory = watchMemory(child);
  await once(child, "exit");
  return memory.peak();
}

try {
  const cases = [
    ["100 set_fact/assert/debug", [hundred], 20],
    ["loop of 20 commands", [commands], 15],
    ["10 hosts x 100 templated tasks", ["-i", inventory(10), "-f", "10", many], 80],
  ];
  for (const [name, args, bar] of cases) {
    const own = Array.from({ length: 5 }, () => time(() => run(ours(args))));
    const mine = medianOf(own).toFixed(0);
    if (!existsSync(ansible)) console.log(`${name}: ${mine} ms (no ansible-playbook here to compare with)`);
    else {
      const theirs = time(() => run([ansible, args]));
      console.log(
        `${name}: ${mine} ms, ansible-playbook ${theirs.toFixed(0)} ms, ${(theirs / medianOf(own)).toFixed(1)}x faster (bar ${bar}x)`,
      );
    }
  }
  const seconds = (args) => medianOf(Array.from({ length: 3 }, () => time(() => run(ours(args))))) / 1000;
  const thousand = ["-i", inventory(1000), "-f", "50", twenty];
  const small = seconds(thousand);
  const large = seconds(["-i", inventory(4000), "-f", "50", twenty]);
  const longer = seconds(["-i", inventory(1000), "-f", "50", forty]);
  const megabytes = await memoryOf(thousand);
  console.log(
    `1,000 hosts x 20 templated tasks: ${small.toFixed(2)} s (bar 3 s), ${megabytes.toFixed(0)} MB resident at most (bar 400)`,
  );
  console.log(
    `growth exponent: ${(Math.log(large / small) / Math.log(4)).toFixed(2)} in hosts, ${(Math.log(longer / small) / Math.log(2)).toFixed(2)} in tasks (bar 1.10)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
