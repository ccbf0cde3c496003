// Runs a program on samples of what most runs do, and keeps what V8 has compiled of each of its parts by the end.
// Arguments: the launcher, the simulator, and as JSON the caches' paths by the parts' paths.
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const v8 = require("node:v8");
const vm = require("node:vm");

const [launcher, simulator, caches] = process.argv.slice(2);
const FIXTURE_SECRET = "11111111-1111-1111-1111-111111111111";

// V8 takes a cache only under the flags it was made under: this one, which keeps functions compiled that were not called
// for a while, is set back at the end, and what the program sets is left out.
const { setFlagsFromString } = v8;
setFlagsFromString("--no-flush-bytecode");
v8.setFlagsFromString = () => {};

// A part that is loaded again is the same script, so that what one sample compiles adds to what another did.
const scripts = new Map();
const { Script } = vm;
vm.Script = function sameScript(code, options) {
  if (!scripts.has(options.filename)) scripts.set(options.filename, new Script(code, options));
  return scripts.get(options.filename);
};

function run(...args) {
  process.argv = [process.execPath, launcher, ...args];
  delete require.cache[launcher];
  require(launcher);
}

const server = spawn(process.execPath, [simulator, "--port", "0", "--speed", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
createInterface({ input: server.stdout }).once("line", (line) => {
  server.unref();
  server.stdout.destroy();
  const { url, fingerprint } = JSON.parse(line);
  process.env.PROXMOX_HOST = url;
  process.env.PROXMOX_FINGERPRINT = fingerprint;
  process.env.PROXMOX_USER = "root@pam!admin";
  process.env.PROXMOX_TOKEN_SECRET = FIXTURE_SECRET;
  run("run", "-i", "localhost,", "-c", "local", join(__dirname, "site.yml"));
  process.once("beforeExit", () => run("vm", "list"));
});

process.on("exit", (code) => {
  server.kill();
  if (code !== 0) throw new Error(`A sample ended with ${code}`);
  setFlagsFromString("--flush-bytecode");
  for (const [file, cache] of Object.entries(JSON.parse(caches))) {
    const script = scripts.get(file);
    if (script !== undefined) writeFileSync(cache, script.createCachedData());
  }
});
