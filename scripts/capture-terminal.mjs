// Makes docs/terminal.md: what the everyday commands look like, seen by a terminal (tmux) and against the simulator.
// usage: npm run build && node scripts/capture-terminal.mjs
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./build/paths.mjs";

const SOCKET = `pveplay-capture-${process.pid}`;
const WIDTH = 110;
const PROMPT = "$ ";
const SECRET = "11111111-1111-1111-1111-111111111111";
const DEPLOY_SECRET = "33333333-3333-3333-3333-333333333333";
/** A terminal that waits longer for a prompt has hung. */
const PATIENCE_MS = 120_000;

/** What is typed, and when the screen is looked at. */
const SCENES = [
  {
    title: "Setting up",
    text: "The secret is typed, and not shown.",
    type: "pveplay configure",
    answers: ({ url }) => [
      [/name or address\): $/, url.replace("https://", "")],
      [/\[y\/N\] $/, "y"],
      [/tokenid\): $/, "root@pam!admin"],
      [/hidden\): $/, SECRET],
    ],
  },
  {
    title: "Clones, while they are made",
    text: "Each guest that is worked on has a live line.",
    type: "pveplay vm clone debian-13-cloud web1 web2 web3 --start",
    look: /cloning {2}(?:0\.[5-9]|[1-9])/,
  },
  { title: "And when they are done", type: undefined },
  { title: "What there is", type: "pveplay vm list -v" },
  {
    title: "Something that destroys is asked about",
    text: "Any answer but y leaves everything as it is.",
    type: "pveplay vm destroy web1 web2 --force",
    answers: () => [[/\[y\/N\] $/, "n"]],
  },
  {
    title: "Without a terminal it is refused",
    type: "pveplay vm destroy @db < /dev/null",
  },
  {
    title: "What would bite",
    text: "Here for a token with few rights.",
    type: "PROXMOX_USER='deploy@pve!play' PROXMOX_TOKEN_SECRET=$DEPLOY_SECRET pveplay doctor",
  },
  { title: "An error says what to do next", type: "pveplay vm start wbe1" },
  { title: "A mistyped flag", type: "pveplay vm list --jsn" },
];

const folder = mkdtempSync(join(tmpdir(), "pveplay-capture-"));
const simulator = spawn(
  process.execPath,
  [join(ROOT, "dist", "pve-simulator.js"), "--fixture", "demo", "--stats-delay", "0"],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
try {
  const [line] = await once(createInterface({ input: simulator.stdout }), "line");
  const server = JSON.parse(line);
  openTerminal();
  const parts = [];
  for (const scene of SCENES) parts.push(await play(scene, server));
  writeFileSync(join(ROOT, "docs", "terminal.md"), page(parts));
} finally {
  try {
    tmux("kill-server");
  } catch {
    // It never came up: the error that is under way says why.
  }
  simulator.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

function openTerminal() {
  writeFileSync(
    join(folder, "pveplay"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "dist", "pveplay.js")}" "$@"\n`,
  );
  chmodSync(join(folder, "pveplay"), 0o755);
  const env = {
    HOME: folder,
    PATH: `${folder}:/usr/bin:/bin`,
    PS1: PROMPT,
    DEPLOY_SECRET,
  };
  const rc = join(folder, "rc");
  writeFileSync(
    rc,
    Object.entries(env)
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join(""),
  );
  const size = ["-x", String(WIDTH), "-y", "60"];
  tmux("new-session", "-d", ...size, "-c", folder, "bash", "--noprofile", "--rcfile", rc);
}

async function play({ title, text, type, look, answers = () => [] }, server) {
  if (type !== undefined) {
    tmux("send-keys", "clear", "Enter");
    await until((lines) => lines.length === 1);
    tmux("send-keys", "-l", type);
    tmux("send-keys", "Enter");
  }
  for (const [question, answer] of answers(server)) {
    await until((lines) => question.test(`${lines.at(-1)} `));
    tmux("send-keys", "-l", answer);
    tmux("send-keys", "Enter");
  }
  await until(look ? (lines) => lines.filter((line) => look.test(line)).length > 1 : isDone);
  return { title, text, screen: screen().filter((line) => line !== PROMPT.trim()) };
}

/** More than the command line, and a prompt at the end. */
function isDone(lines) {
  return lines.length > 1 && lines.at(-1) === PROMPT.trim();
}

async function until(condition) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const lines = screen();
    if (lines.length > 0 && condition(lines)) return;
    if (Date.now() > deadline) throw new Error(`The terminal hangs:\n${lines.join("\n")}`);
    await sleep(100);
  }
}

/** The lines on the screen, the home folder as people write it, without what is empty below them. */
function screen() {
  const lines = tmux("capture-pane", "-p", "-S", "-")
    .split("\n")
    .map((line) => line.replaceAll(folder, "~").trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function tmux(...args) {
  return execFileSync("tmux", ["-L", SOCKET, ...args], { encoding: "utf8" });
}

function page(parts) {
  const scenes = parts.map(({ title, text, screen: lines }) =>
    [`## ${title}`, "", ...(text ? [text, ""] : []), "```console", ...lines, "```"].join("\n"),
  );
  return [
    "# In a terminal",
    "",
    "Taken from a terminal by `scripts/capture-terminal.mjs`, against the simulator; colours are left out.",
    "",
    `${scenes.join("\n\n")}\n`,
  ].join("\n");
}
