import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCommandLine, usage } from "./cli.ts";
import { createSimulator, listen } from "./simulator.ts";

/** Runs the simulator until it is told to stop. */
async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2), (path) => readFileSync(path, "utf8"));
  const simulator = await createSimulator(options);
  const folder = mkdtempSync(join(tmpdir(), "pve-simulator-"));
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, simulator.certificate.cert);
  const api = await listen(simulator, options);
  process.stdout.write(`${JSON.stringify({ url: api.url, fingerprint: simulator.certificate.fingerprint, ca })}\n`);
  const stop = (): void => {
    void api.close().then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exit(2);
});
