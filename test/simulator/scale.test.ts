import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { describe, expect, test } from "vitest";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { startSimulator } from "../helpers/simulator.ts";

const GUESTS = 10_000;
const ROOT = "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111";

/** Resident memory of the only child process whose command line has the marker, in bytes. */
function memoryOf(marker: string): number {
  const pid = execFileSync("pgrep", ["-f", marker], { encoding: "utf8" }).trim().split("\n")[0] ?? "";
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}

/** Answers per second of many connections asking for guests' status. */
async function rate(url: string, requests: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: false });
  const started = Date.now();
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const index = left % GUESTS;
      await new Promise<void>((resolve, reject) => {
        const path = `/api2/json/nodes/node${(index % 20) + 1}/qemu/${1000 + index}/status/current`;
        get(`${url}${path}`, { agent, headers: { Authorization: ROOT } }, (response) =>
          response.resume().on("end", resolve),
        ).on("error", reject);
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  agent.destroy();
  return (requests * 1000) / (Date.now() - started);
}

describe("a cluster of 20 nodes and 10,000 guests", () => {
  test("starts quickly, stays small and answers fast", async () => {
    const seed = 900_000 + (process.pid % 1000);
    const started = Date.now();
    const simulator = await startSimulator({ seed, args: ["--nodes", "20", "--guests", String(GUESTS)] });
    try {
      expect(Date.now() - started).toBeLessThan(4000);
      expect(await rate(simulator.url, 4000)).toBeGreaterThan(600);
      expect(dataOf(await pveRequest(simulator.url, { path: "/cluster/resources?type=vm" }))).toHaveLength(GUESTS);
      expect(memoryOf(`pve-simulator.js.*--seed ${seed}`)).toBeLessThan(500 * 1024 ** 2);
    } finally {
      await simulator.stop();
    }
  });
});
