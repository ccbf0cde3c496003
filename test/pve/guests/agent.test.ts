import { describe, expect, test } from "vitest";
import { pveApi } from "../../helpers/pve-api.ts";
import { SystemClock } from "../clock.ts";
import { demo } from "../fixtures/demo.ts";

describe("the guest agent", () => {
  test.each([
    ["has no agent in its configuration", 102, "No QEMU guest agent configured"],
    ["is off", 9000, "VM 9000 is not running"],
  ])("refuses when the VM %s", async (_name, vmid, reason) => {
    const api = await pveApi({ fixture: demo });
    expect(await api.answer("POST", `/nodes/pve1/qemu/${vmid}/agent/ping`)).toMatchObject({ status: 500, reason });
  });

  test("answers only when the guest is up", async () => {
    const clock = new SystemClock(1);
    const api = await pveApi({ fixture: demo, speed: 1, clock });
    const ping = async (): Promise<string> => (await api.answer("POST", "/nodes/pve1/qemu/101/agent/ping")).reason;
    await api.data("POST", "/nodes/pve1/qemu/101/status/reset");
    clock.advance(0.5);
    expect(await ping()).toBe("QEMU guest agent is not running");
    clock.advance(5);
    expect(await ping()).toBe("OK");
  });

  test("writes and reads files", async () => {
    const api = await pveApi({ fixture: demo });
    const vm = "/nodes/pve1/qemu/101/agent";
    await api.data("POST", `${vm}/file-write`, { file: "/etc/x", content: "grüße\n" });
    expect(await api.data("GET", `${vm}/file-read`, { file: "/etc/x" })).toMatchObject({ content: "grüße\n" });
    expect((await api.answer("GET", `${vm}/file-read`, { file: "/nope" })).status).toBe(500);
  });

  test("tells whether the file systems are frozen", async () => {
    const api = await pveApi({ fixture: demo });
    const vm = "/nodes/pve1/qemu/101/agent";
    await api.data("POST", `${vm}/fsfreeze-freeze`);
    expect(await api.data("POST", `${vm}/fsfreeze-status`)).toEqual({ result: "frozen" });
    await api.data("POST", `${vm}/fsfreeze-thaw`);
    expect(await api.data("POST", `${vm}/fsfreeze-status`)).toEqual({ result: "thawed" });
  });
});
