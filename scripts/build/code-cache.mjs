import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

/** The work whose functions the cache holds compiled: what most runs do. */
const SAMPLE = fileURLToPath(new URL("code-cache/site.yml", import.meta.url));

/**
 * Writes a program's launcher, and beside its code what V8 makes of it: reading that takes a third of the time that
 * compiling at every start does. Node reads such data only from the very version that wrote it; any other compiles the code.
 * The name holds the hash of the code, so that one never meets the data of another.
 */
export function writeLauncher(outfile, code) {
  const folder = basename(outfile, ".js");
  const text = readFileSync(code);
  if (text.some((byte) => byte > 0x7f)) throw new Error(`${code} is read as Latin-1 and must be ASCII`);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  writeFileSync(outfile, launcherOf(folder, basename(code), hash));
  execFileSync(process.execPath, [fileURLToPath(import.meta.url), outfile, join(code, "..", cacheName(hash))], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env.PATH, HOME: "/nonexistent" },
  });
}

const cacheName = (hash) => `${hash}-${process.version}-${process.platform}-${process.arch}.cache`;

function launcherOf(folder, file, hash) {
  return `#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");
const folder = join(__dirname, ${JSON.stringify(folder)});
const filename = join(folder, ${JSON.stringify(file)});
let cachedData;
try {
  cachedData = readFileSync(join(folder, \`${hash}-\${process.version}-\${process.platform}-\${process.arch}.cache\`));
} catch {}
const code = \`(function (require, module, __filename, __dirname) {\${readFileSync(filename, "latin1")}\\n})\`;
new Script(code, { filename, cachedData }).runInThisContext()(require, module, filename, folder);
`;
}

/** As a program of its own: starts the launcher on the sample and keeps what V8 has compiled by the end. */
function keepCompiled(launcher, cache) {
  const { Script } = vm;
  let script;
  vm.Script = class extends Script {
    constructor(...args) {
      super(...args);
      script = this;
    }
  };
  process.argv = [process.execPath, launcher, "run", SAMPLE];
  process.on("exit", () => writeFileSync(cache, script.createCachedData()));
  createRequire(launcher)(launcher);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) keepCompiled(process.argv[2], process.argv[3]);
