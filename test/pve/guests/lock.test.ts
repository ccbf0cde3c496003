import { describe, expect, test } from "vitest";
import { pveApi, type PveApi } from "../../helpers/pve-api.ts";
import { SystemClock } from "../clock.ts";
import { demo } from "../fixtures/demo.ts";

const vm = "/nodes/pve1/qemu/101";

async function timed(): Promise<{ api: PveApi; clock: SystemClock }> {
  const clock = new SystemClock(1);
  return { clock, api: await pveApi({ fixture: demo, speed: 1, clock }) };
}

/** Lets that many seconds go by, half a second at a time, so that what waits can look again in between. */
async function pass(clock: SystemClock, seconds: number): Promise<void> {
  for (let waited = 0; waited < seconds; waited += 0.5) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    clock.advance(0.5);
  }
}

describe("a guest's lock", () => {
  test("is in its configuration while a snapshot is taken, and gone afterwards", async () => {
    const { api, clock } = await timed();
    await api.data("POST", `${vm}/snapshot`, { snapname: "s1" });
    expect(await api.data("GET", `${vm}/config`)).toMatchObject({ lock: "snapshot" });
    expect(await api.answer("PUT", `${vm}/config`, { cores: 2 })).toMatchObject({
      status: 500,
      reason: "VM is locked (snapshot)",
    });
    clock.advance(5);
    expect(await api.data("GET", `${vm}/config`)).not.toHaveProperty("lock");
    expect(await api.data("GET", `${vm}/snapshot`)).toContainEqual(expect.objectContaining({ name: "s1" }));
  });

  test("makes a change wait for the task that holds it", async () => {
    const { api, clock } = await timed();
    await api.data("POST", `${vm}/status/stop`);
    const change = api.answer("PUT", `${vm}/config`, { description: "x" });
    await pass(clock, 3);
    expect((await change).status).toBe(200);
  });

  test("makes a change give up after ten seconds", async () => {
    const { api, clock } = await timed();
    await api.data("POST", `${vm}/status/reset`);
    clock.advance(0.5);
    await api.data("POST", `${vm}/status/shutdown`, { timeout: 60 });
    const change = api.answer("PUT", `${vm}/config`, { description: "x" });
    await pass(clock, 12);
    expect((await change).reason).toBe("can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout");
  });
});
