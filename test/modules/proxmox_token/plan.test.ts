import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { generationsOf, type ListedToken, nextName } from "../../../modules/proxmox_token/generations.ts";
import { options } from "../../../modules/proxmox_token/options.ts";
import { plan } from "../../../modules/proxmox_token/plan.ts";
import { readStamp, writeStamp } from "../../../modules/proxmox_token/stamp.ts";
import { tokenName } from "../../../modules/proxmox_token/token-name.ts";
import { codeOf } from "../../helpers/code-of.ts";

const NOW = Date.parse("2026-11-22T12:00Z");
const ci: ListedToken = { tokenid: "ci", comment: "ci", expire: 0, privsep: 1 };
const stamped = (date: string): ListedToken => ({ ...ci, comment: `ci [secret of ${date}T12:00Z]` });

const planFor = (tokens: readonly ListedToken[], raw: Record<string, unknown>, server: object = {}) => {
  const args = parseArgs(options, { userid: "ann@pve", tokenid: "ci", ...raw }, { env: {} });
  const place = { vault: undefined, noLog: true, isRegenerable: true, successor: nextName(tokens, "ci") };
  return plan({ ...generationsOf(tokens, "ci"), now: NOW, ...place, ...server }, args);
};

describe("proxmox_token plan()", () => {
  const cases: Record<string, readonly [readonly ListedToken[], Record<string, unknown>, readonly object[]]> = {
    "creates a missing token with what was asked": [
      [],
      { comment: "x" },
      [{ kind: "create", settings: { comment: "x" }, secret: "result", since: undefined }],
    ],
    "leaves what was not mentioned to the server": [[], {}, [{ kind: "create", settings: {} }]],
    "keeps a comment nobody asked about": [[ci], { privsep: true }, []],
    "changes only what differs": [
      [ci],
      { comment: "new", expire: 0 },
      [{ kind: "update", before: { comment: "ci" }, after: { comment: "new" } }],
    ],
    "switches privilege separation off only when told to": [
      [ci],
      { privsep: false },
      [{ kind: "update", before: { privsep: true }, after: { privsep: false } }],
    ],
    "compares a comment without what is kept at its end": [[stamped("2026-11-01")], { comment: "ci" }, []],
    "removes a token": [[ci], { state: "absent" }, [{ kind: "remove" }]],
    "has nothing to remove": [[], { state: "absent" }, []],
    "rotates whenever it is told to": [[ci], { state: "rotated" }, [{ kind: "regenerate", since: undefined }]],
    "rotates what is too old": [
      [stamped("2026-08-01")],
      { state: "rotated", rotate_after: "90d" },
      [{ kind: "regenerate", since: NOW }],
    ],
    "takes a token of unknown age for too old": [
      [ci],
      { state: "rotated", rotate_after: "90d" },
      [{ kind: "regenerate", since: NOW }],
    ],
    "leaves a young secret, and compares the rest": [
      [stamped("2026-11-01")],
      { state: "rotated", rotate_after: "90d", comment: "y" },
      [{ kind: "update", after: { comment: "y" } }],
    ],
    "makes a token that is to be rotated and is not there, with its date": [
      [],
      { state: "rotated", rotate_after: "2w" },
      [{ kind: "create", since: NOW }],
    ],
    "goes on with the newest of several generations, and removes what is left of the others": [
      [ci, { ...ci, tokenid: "ci-2", comment: "ci [in place of ci, secret of 2026-11-01T12:00Z]" }],
      { comment: "ci" },
      [{ kind: "remove", token: expect.objectContaining({ tokenid: "ci" }) as object }],
    ],
    "takes a token of a similar name for one of its own": [
      [ci, { ...ci, tokenid: "ci-2", comment: "mine" }],
      { state: "absent" },
      [{ kind: "remove", token: expect.objectContaining({ tokenid: "ci" }) as object }],
    ],
  };

  test.each(Object.entries(cases))("%s", (_name, [tokens, raw, changes]) => {
    expect(planFor(tokens, raw)).toEqual(changes.map((change) => expect.objectContaining(change) as object));
  });

  test("makes another token where the server gives none a new secret, under a name nobody has", () => {
    const others = [{ ...ci, tokenid: "ci-2", comment: "mine" }];
    expect(planFor([ci, ...others], { state: "rotated" }, { isRegenerable: false })).toEqual([
      expect.objectContaining({ kind: "replace", successor: "ci-3" }),
    ]);
  });

  test.each([
    ["a new token", [], {}],
    ["a new secret", [ci], { state: "rotated" }],
  ] as const)("refuses %s whose secret would be seen, unless asked for", (_name, tokens, raw) => {
    expect(codeOf(() => planFor(tokens, raw, { noLog: false }))).toBe("SECRET_HAS_NO_PLACE");
    expect(planFor(tokens, { ...raw, return_secret: true }, { noLog: false })).toHaveLength(1);
  });

  test.each([
    ["an age without a unit", { state: "rotated", rotate_after: "90" }, "OPTION_INVALID"],
    ["an age of nothing", { state: "rotated", rotate_after: "0d" }, "OPTION_INVALID"],
    ["an age of a token that is only to be there", { rotate_after: "90d" }, "OPTION_CONFLICT"],
  ] as const)("refuses %s", (_name, raw, code) => {
    expect(codeOf(() => planFor([ci], raw))).toBe(code);
  });
});

describe("proxmox_token plan() after a rotation that broke off", () => {
  const pending = { ...ci, tokenid: "ci-2", comment: "ci [to replace ci, secret of 2026-11-01T12:00Z]" };
  const named = (tokenid: string): object => expect.objectContaining({ tokenid }) as object;

  test("goes on with the token whose secret is stored for sure, and leaves the other", () => {
    expect(planFor([ci, pending], { comment: "ci" })).toEqual([]);
  });

  test("goes on with the new one when the vault names it, and removes the old", () => {
    expect(planFor([ci, pending], {}, generationsOf([ci, pending], "ci", "ci-2"))).toEqual([
      { kind: "confirm", token: named("ci-2") },
      { kind: "remove", token: named("ci") },
    ]);
  });

  test("removes the unfinished one with the next rotation, or with the token", () => {
    const rotated = planFor([ci, pending], { state: "rotated" }, { isRegenerable: false });
    expect(rotated).toEqual([
      expect.objectContaining({ kind: "replace", token: named("ci"), successor: "ci-3" }),
      { kind: "remove", token: named("ci-2") },
    ]);
    expect(planFor([ci, pending], { state: "absent" })).toHaveLength(2);
  });
});

describe("readStamp()", () => {
  test.each([
    { comment: "", since: undefined, replaces: undefined, isPending: false },
    { comment: "a [b] c", since: undefined, replaces: undefined, isPending: false },
    { comment: "", since: NOW, replaces: undefined, isPending: false },
    { comment: "Backup job", since: NOW, replaces: "ci", isPending: false },
    { comment: "Backup job", since: NOW, replaces: "ci", isPending: true },
    { comment: "two\nlines", since: NOW, replaces: undefined, isPending: false },
  ])("reads what writeStamp() wrote: $comment", (parts) => {
    expect(readStamp(writeStamp(parts))).toEqual(parts);
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
