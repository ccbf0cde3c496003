import { describe, expect, test } from "vitest";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { startSimulator } from "../helpers/simulator.ts";

const GUESTS = 10_000;

/** What it costs is measured by scripts/bench/simulator.mjs; here it only has to be right. */
describe("a cluster of 20 nodes and 10,000 guests", () => {
  test("lists every guest and answers for each", async () => {
    const simulator = await startSimulator({ seed: 7, args: ["--nodes", "20", "--guests", String(GUESTS)] });
    try {
      const guests = dataOf(await pveRequest(simulator.url, { path: "/cluster/resources?type=vm" }));
      expect(guests).toHaveLength(GUESTS);
      const nodes = dataOf(await pveRequest(simulator.url, { path: "/nodes" }));
      expect(nodes).toHaveLength(20);
      for (const index of [0, 4999, GUESTS - 1]) {
        const path = `/nodes/node${(index % 20) + 1}/qemu/${1000 + index}/status/current`;
        expect(dataOf(await pveRequest(simulator.url, { path }))).toMatchObject({ vmid: 1000 + index });
      }
    } finally {
      await simulator.stop();
    }
  });
});
