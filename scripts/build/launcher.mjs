import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const KEEP_COMPILED = fileURLToPath(new URL("code-cache/keep-compiled.cjs", import.meta.url));

/**
 * Writes the launcher of a program in parts, and beside each part what V8 makes of it: reading that takes a third of the
 * time that compiling at every start does. Node reads such data only from the very version that wrote it; any other
 * compiles the code. The name holds the hash of the code, so that one never meets the data of another.
 */
export function writeLauncher(outfile, parts, simulator) {
  const folder = folderOf(outfile);
  const hashes = Object.fromEntries(parts.map((part) => [part, hashOf(join(folder, `${part}.js`))]));
  writeFileSync(outfile, launcherOf(basename(folder), hashes));
  chmodSync(outfile, 0o755);
  const built = `${process.version}-${process.platform}-${process.arch}`;
  const caches = parts.map((part) => [
    join(folder, `${part}.js`),
    join(folder, `${part}-${hashes[part]}-${built}.cache`),
  ]);
  execFileSync(process.execPath, [KEEP_COMPILED, outfile, simulator, JSON.stringify(Object.fromEntries(caches))], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env.PATH, HOME: "/nonexistent" },
  });
}

/** Where the parts of a program are: the folder beside its launcher, of the same name. */
export const folderOf = (outfile) => join(dirname(outfile), basename(outfile, ".js"));

function hashOf(file) {
  const text = readFileSync(file);
  if (text.some((byte) => byte > 0x7f)) throw new Error(`${file} is read as Latin-1 and must be ASCII`);
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function launcherOf(folder, hashes) {
  return `#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");
const folder = join(__dirname, ${JSON.stringify(folder)});
const hashes = ${JSON.stringify(hashes)};
const modules = {};
function load(name) {
  const filename = join(folder, \`\${name}.js\`);
  let cachedData;
  try {
    cachedData = readFileSync(join(folder, \`\${name}-\${hashes[name]}-\${process.version}-\${process.platform}-\${process.arch}.cache\`));
  } catch {}
  const code = readFileSync(filename, "latin1");
  const module = (modules[name] = { exports: {} });
  new Script(code, { filename, cachedData }).runInThisContext()(requirePart, module, module.exports, filename, folder);
  return module;
}
function requirePart(id) {
  const part = /^part:([^/]+)\\/?(.*)$/.exec(id);
  if (part === null) return require(id);
  const { exports } = modules[part[1]] ?? load(part[1]);
  return part[2] === "" ? exports : exports[part[2]];
}
load("main");
`;
}
