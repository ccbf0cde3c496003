import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandLine, parseCommandLine, usage } from "./cli.ts";
import { SystemClock } from "./clock.ts";
import { createControlServer } from "./faults/control-server.ts";
import { FaultInjector } from "./faults/injector.ts";
import { keepStateFile } from "./fixtures/state-file.ts";
import { Random } from "./random.ts";
import { recordTo } from "./record/recorder.ts";
import { type Comparison, replay, scoreOf } from "./record/replay.ts";
import { readTranscript } from "./record/transcript.ts";
import { createSimulator, listen, type Simulator } from "./simulator.ts";

/** Starts what the command line asks for; a replay ends by itself, a server when it is told to. */
async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const clock = new SystemClock(options.speed);
  const simulator = await createSimulator({ ...options, clock });
  const injector = new FaultInjector(new Random(options.seed + 1));
  simulator.services.tasks.fault = (task) => injector.taskFault(task);
  const api = await listen(
    simulator,
    options,
    options.record === undefined ? injector : recordTo(options.record, injector),
  );
  if (options.replay !== undefined) {
    process.exit(report(await replay(api.url, readTranscript(options.replay))));
  }
  const control = await startControl(options, simulator, { injector, clock });
  const folder = mkdtempSync(join(tmpdir(), "pve-simulator-"));
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, simulator.certificate.cert);
  const save = options.state === undefined ? undefined : keepStateFile(simulator.services, options.state);
  const first = {
    url: api.url,
    fingerprint: simulator.certificate.fingerprint,
    ca,
    ...(control === undefined ? {} : { control }),
  };
  process.stdout.write(`${JSON.stringify(first)}\n`);
  const stop = (): void => {
    save?.();
    rmSync(folder, { recursive: true, force: true });
    void api.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

interface Controls {
  readonly injector: FaultInjector;
  readonly clock: SystemClock;
}

function startControl(options: CommandLine, { services }: Simulator, controls: Controls): Promise<string | undefined> {
  const { controlPort } = options;
  if (controlPort === undefined) return Promise.resolve(undefined);
  const server = createControlServer({ services, fixture: options.fixture, ...controls });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(controlPort, "127.0.0.1", () => resolve(`http://127.0.0.1:${portOf(server.address())}`));
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** Prints what differs and the score; the exit code tells whether everything was equal. */
function report(comparisons: readonly Comparison[]): number {
  for (const { exchange, live, sameStatus, sameBody } of comparisons) {
    if (sameBody) continue;
    const what = sameStatus ? "body" : "status";
    process.stdout.write(`#${exchange.n} ${exchange.method} ${exchange.path}: ${what} differs\n`);
    process.stdout.write(`  recorded ${exchange.status} ${exchange.reason} ${JSON.stringify(exchange.body)}\n`);
    process.stdout.write(`  live     ${live.status} ${live.reason} ${JSON.stringify(live.body)}\n`);
  }
  const { exchanges, status, body } = scoreOf(comparisons);
  process.stdout.write(
    `${exchanges} exchanges: status and reason equal in ${status.toFixed(1)} %, body in ${body.toFixed(1)} %\n`,
  );
  return body === 100 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exit(2);
});
