// The memory an upload of 2 GB takes: dist/modules/proxmox_image sends a sparse file to a server that throws the bytes away.
import { transformSync } from "esbuild";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "../build/paths.mjs";
import { watchMemory } from "./measure.mjs";

const BYTES = 2 * 1024 ** 3;
const UPID = "UPID:pve:00000001:00000001:00000001:imgcopy::root@pam:";

/** The simulator's certificate maker; it is TypeScript, and a server of its own is needed here: the simulator keeps uploads in memory. */
async function certificate() {
  const cache = join(ROOT, ".cache");
  mkdirSync(cache, { recursive: true });
  const file = join(cache, "bench-certificate.mjs");
  const source = readFileSync(join(ROOT, "test", "pve", "http", "certificate.ts"), "utf8");
  writeFileSync(file, transformSync(source, { loader: "ts", format: "esm" }).code);
  const { selfSigned } = await import(file);
  return selfSigned(Date.now());
}

let received = 0;
let uploaded = false;

function answerOf({ method, url }) {
  if (method === "POST") return UPID;
  if (url.includes("/access/permissions")) return { "/storage/local": { "Datastore.AllocateTemplate": 1 } };
  if (url.includes("/tasks/")) return { status: "stopped", exitstatus: "OK" };
  if (url.includes("/content")) return uploaded ? [{ volid: "local:iso/big.iso", size: BYTES }] : [];
  return { content: "iso", active: 1, avail: 2 * BYTES };
}

function serve({ cert, key }) {
  return createServer({ cert, key }, (request, response) => {
    request.on("data", (chunk) => (received += chunk.length));
    request.on("end", () => {
      uploaded ||= request.method === "POST";
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data: answerOf(request) }));
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-"));
const made = await certificate();
const server = serve(made);
server.listen(0, "127.0.0.1");
await once(server, "listening");
try {
  const [src, args] = [join(folder, "big.iso"), join(folder, "args.json")];
  writeFileSync(src, "");
  truncateSync(src, BYTES);
  const options = {
    api_host: "127.0.0.1",
    api_port: server.address().port,
    api_user: "root@pam!bench",
    api_token_secret: "none",
    fingerprint: made.fingerprint,
    node: "pve",
    src,
  };
  writeFileSync(args, JSON.stringify(options));
  const start = Date.now();
  const child = spawn(join(ROOT, "dist", "modules", "proxmox_image"), [args], { stdio: ["ignore", "pipe", "inherit"] });
  const memory = watchMemory(child);
  const output = await text(child.stdout);
  const peak = memory.peak();
  const result = JSON.parse(output);
  if (result.failed || received < BYTES) throw new Error(`${received} bytes arrived: ${output}`);
  const seconds = (Date.now() - start) / 1000;
  console.log(
    `upload of 2 GB: ${peak.toFixed(0)} MB resident at most (bar 100), ${seconds.toFixed(1)} s, ${(received / 1e6 / seconds).toFixed(0)} MB/s`,
  );
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}
