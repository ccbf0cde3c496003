import { describe, expect, test } from "vitest";
import { HintedError } from "../../../../core/errors.ts";
import { checkedAclPath } from "../../../../core/proxmox/access/checked-path.ts";
import { readTranscript } from "../../../pve/record/transcript.ts";

const good: Readonly<Record<string, string>> = {
  "/": "/",
  "vms//202/": "/vms/202",
  "/storage/x": "/storage/x",
  "/sdn/zones/z/bridge/12": "/sdn/zones/z/bridge/12",
  "/pool/a/b/c": "/pool/a/b/c",
  "/nodes/n": "/nodes/n",
  "/access/groups/ops": "/access/groups/ops",
  "/mapping/pci/gpu": "/mapping/pci/gpu",
};

const bad: Readonly<Record<string, string>> = {
  "/vm/100": "/vms/100",
  "/pools": "/pool",
  "/pools/web": "/pool/web",
  "/qemu/100": "/vms/100",
  "/nodes/pve/qemu/100": "/vms/100",
  "/datastore/local": "/storage/local",
  "/storage/local/x": "/storage/local",
  "/sdn/zones/localnetwork/vmbr0/100/1": "/sdn/zones/localnetwork/vmbr0/100",
};

function hintOf(path: string): string {
  try {
    return checkedAclPath(path);
  } catch (error) {
    return error instanceof HintedError && error.code === "OPTION_INVALID" ? error.hint : String(error);
  }
}

describe("checkedAclPath()", () => {
  test.each(Object.entries(good))("takes %s as %s", (path, normal) => {
    expect(checkedAclPath(path)).toBe(normal);
  });

  test.each(Object.entries(bad))("refuses %s and suggests %s", (path, meant) => {
    expect(hintOf(path)).toContain(`'${meant}'`);
  });

  test.each(["", " ", "/vms/99", "/vms/abc", "/cluster", "/foo"])("refuses '%s' with the shapes there are", (path) => {
    expect(() => checkedAclPath(path)).toThrow(HintedError);
  });

  test("decides as the real API did for every path it was asked about", () => {
    const recording = new URL("../../../fixtures/transcripts/1-access.jsonl.gz", import.meta.url);
    const judged = readTranscript(recording).flatMap(({ method, path, params, status, body }) => {
      const asked = params?.["path"];
      if (method !== "PUT" || path !== "/access/acl" || typeof asked !== "string") return [];
      const refused = JSON.stringify(body).includes("invalid ACL path");
      return refused || status === 200 ? [{ asked, refused }] : [];
    });
    expect(judged.length).toBeGreaterThan(50);
    expect(judged.filter(({ asked, refused }) => isRefused(asked) !== refused)).toEqual([]);
  });
});

function isRefused(path: string): boolean {
  try {
    checkedAclPath(path);
    return false;
  } catch {
    return true;
  }
}
