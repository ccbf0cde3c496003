import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
  for (const vmid of [110, 111, 112])
    await converge("proxmox_vm", { ...connectionTo(simulator, "root"), clone: "9000", vmid, name: `web${vmid}` });
});

afterAll(() => simulator.stop());

async function select(args: object): Promise<readonly number[]> {
  const all = { ...connectionTo(simulator, "root"), state: "list", ...args };
  const { guests } = (await converge("proxmox_snapshot", all)).result;
  return (guests as readonly { readonly vmid: number }[]).map(({ vmid }) => vmid);
}

describe("selectGuests()", () => {
  const cases: Record<string, readonly [object, readonly number[]]> = {
    "keeps ids and ranges in the order named": [{ vmids: ["201", "110-111", "101"] }, [201, 110, 111, 101]],
    "has each guest once, where it was first named": [{ vmids: ["112", "110-112", "110"] }, [112, 110, 111]],
    "takes ids before names": [{ names: ["web112"], vmid: 111, vmids: ["110"] }, [111, 110, 112]],
  };

  test.each(Object.entries(cases))("%s", async (_name, [args, vmids]) => {
    expect(await select(args)).toEqual(vmids);
  });

  test("refuses what is neither id nor range", async () => {
    const args = { ...connectionTo(simulator, "root"), state: "list", vmids: ["110", "web"] };
    expect((await converge("proxmox_snapshot", args)).result).toMatchObject({ failed: true, code: "OPTION_INVALID" });
  });
});
