import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";
import { accessCases } from "./cases/access.ts";
import { backupCases } from "./cases/backup.ts";
import { containerCases } from "./cases/container.ts";
import { vmCases } from "./cases/vm.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterEach(async () => {
  await simulator.stop();
});

describe("a module", () => {
  test.each(Object.entries({ ...vmCases, ...containerCases, ...accessCases, ...backupCases }))(
    "%s: check mode tells what the real run does, and a second run has nothing to do",
    async (_name, { module, args, identity, before = [] }) => {
      for (const step of before)
        expect(
          (await converge(step.module, { ...connectionTo(simulator, identity), ...step.args })).result,
        ).not.toHaveProperty("failed");
      const all = { ...connectionTo(simulator, identity), ...args };
      const checked = await converge(module, all, { check: true });
      expect(checked.result).toMatchObject({ changed: true });
      const real = await converge(module, all);
      expect(real.result).toMatchObject({ changed: true });
      expect(real.result["diff"]).toEqual(checked.result["diff"]);
      const again = await converge(module, all);
      expect(again.result).toMatchObject({ changed: false });
      expect(again.result).not.toHaveProperty("failed");
    },
  );
});
