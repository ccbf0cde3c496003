import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { options } from "../../../modules/proxmox_token/options.ts";
import { plan, type Token } from "../../../modules/proxmox_token/plan.ts";
import { tokenName } from "../../../modules/proxmox_token/token-name.ts";
import { codeOf } from "../../helpers/code-of.ts";

const token: Token = { comment: "ci", expire: 0, privsep: 1 };
const args = (raw: Record<string, unknown>) =>
  parseArgs(options, { userid: "ann@pve", tokenid: "ci", ...raw }, { env: {} });

describe("proxmox_token plan()", () => {
  const cases: Record<string, readonly [Token | undefined, Record<string, unknown>, readonly object[]]> = {
    "creates a missing token with what was asked": [
      undefined,
      { comment: "x" },
      [{ kind: "create", settings: { comment: "x" } }],
    ],
    "leaves what was not mentioned to the server": [undefined, {}, [{ kind: "create", settings: {} }]],
    "keeps a comment nobody asked about": [token, { privsep: true }, []],
    "changes only what differs": [
      token,
      { comment: "new", expire: 0 },
      [{ kind: "update", before: { comment: "ci" }, after: { comment: "new" } }],
    ],
    "switches privilege separation off only when told to": [
      token,
      { privsep: false },
      [{ kind: "update", before: { privsep: true }, after: { privsep: false } }],
    ],
    "removes a token": [
      token,
      { state: "absent" },
      [{ kind: "remove", before: { comment: "ci", expire: 0, privsep: true } }],
    ],
    "has nothing to remove": [undefined, { state: "absent" }, []],
  };

  test.each(Object.entries(cases))("%s", (_name, [current, raw, changes]) => {
    expect(plan(current, args(raw))).toEqual(changes);
  });
});

describe("tokenName()", () => {
  test("takes the token from the user id", () => {
    expect(tokenName({ userid: "ann@pve!ci" })).toEqual({ userid: "ann@pve", tokenid: "ci" });
  });

  test.each([
    ["no token", { userid: "ann@pve" }, "OPTION_MISSING"],
    ["two different tokens", { userid: "ann@pve!ci", tokenid: "cd" }, "OPTION_CONFLICT"],
    ["a name of one character", { userid: "ann@pve", tokenid: "c" }, "OPTION_INVALID"],
  ])("refuses %s", (_name, name, code) => {
    expect(codeOf(() => tokenName(name))).toBe(code);
  });
});
