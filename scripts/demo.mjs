// npm run demo: sets up whatever is missing, starts the simulator on a free port, and runs demo/site.yml against it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./build/paths.mjs";
import { setUp } from "./setup/install.mjs";

setUp();
const options = ["--port", "0", "--pve", "9.2", "--fixture", "demo", "--speed", "1"];
const simulator = spawn(process.execPath, ["dist/pve-simulator.js", ...options], {
  cwd: ROOT,
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const [line] = await once(createInterface({ input: simulator.stdout }), "line");
  const { url, fingerprint } = JSON.parse(line);
  const { hostname, port } = new URL(url);
  const report = join(mkdtempSync(join(tmpdir(), "pveplay-demo-")), "report.yml");
  console.log(`Simulated Proxmox VE 9.2 at ${url}, certificate pinned by its fingerprint\n`);
  const variables = {
    proxmox_api_host: hostname,
    proxmox_api_port: Number(port),
    proxmox_fingerprint: fingerprint,
    report_file: report,
  };
  const run = spawn(
    process.execPath,
    ["../dist/pveplay.js", "run", "site.yml", "-e", JSON.stringify(variables), ...process.argv.slice(2)],
    {
      cwd: join(ROOT, "demo"),
      stdio: "inherit",
    },
  );
  const [code] = await once(run, "exit");
  process.exitCode = code ?? 1;
  if (code === 0)
    console.log(`\nThe report, kept in ${report}:\n${readFileSync(report, "utf8").replace(/^/gm, "  ").trimEnd()}`);
} finally {
  simulator.kill("SIGTERM");
}
