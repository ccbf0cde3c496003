import { describe, expect, test } from "vitest";
import type { CommandResult, Target } from "../../../runner/execute/connections/target.ts";
import { changeContext, changeFlags } from "../../../runner/execute/actions/files/flags-and-context.ts";

/** A target whose programs answer as given, by their command line; it notes what was run. */
function targetWith(answers: Readonly<Record<string, string>>, seLinux = false) {
  const ran: string[] = [];
  const target: Pick<Target, "exec"> & { readonly files: Pick<Target["files"], "stat"> } = {
    exec: ({ argv = [] }): Promise<CommandResult> => {
      const line = argv.slice(4).join(" ");
      ran.push(line);
      const known = answers[line];
      const text = Buffer.from(known ?? "not supported");
      return Promise.resolve({ rc: known === undefined ? 1 : 0, stdout: text, stderr: Buffer.alloc(0) });
    },
    files: { stat: () => Promise.resolve(seLinux ? FILE : undefined) },
  };
  // Nothing else of a target is used here.
  return { target: target as Target, ran };
}

const FILE = {
  kind: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: "root",
  group: "root",
  size: 1,
  inode: 1,
  device: 1,
  links: 1,
  atime: 0,
  mtime: 0,
  ctime: 0,
} as const;

const LISTED = "--------------e------- /f\n";
const place = { path: "/f", check: false };

describe("changeFlags()", () => {
  test.each<[string, string, string | undefined]>([
    ["sets what is not there", "+i", "chattr +i /f"],
    ["sets just these", "ei", "chattr =ei /f"],
    ["leaves just these alone", "e", undefined],
    ["always takes away", "-e", "chattr -e /f"],
    ["leaves all alone when none is named", "", undefined],
  ])("%s", async (_name, wanted, command) => {
    const { target, ran } = targetWith({ "lsattr -d /f": LISTED, [command ?? ""]: "" });
    const { changed, before } = await changeFlags(target, place, wanted);
    expect({ changed, set: ran.find((line) => line.startsWith("chattr")) }).toEqual({
      changed: command !== undefined,
      set: command,
    });
    if (changed) expect(before).toEqual({ attributes: "e" });
  });

  test("sets nothing in check mode", async () => {
    const { target, ran } = targetWith({ "lsattr -d /f": LISTED });
    expect((await changeFlags(target, { ...place, check: true }, "+i")).changed).toBe(true);
    expect(ran).toEqual(["lsattr -d /f"]);
  });

  test("fails where the file system has no flags", async () => {
    const { target } = targetWith({});
    await expect(changeFlags(target, place, "+i")).rejects.toMatchObject({ code: "TASK_FAILED" });
  });
});

describe("changeContext()", () => {
  const context = { "stat -c %C /f": "system_u:object_r:etc_t:s0\n" };

  test("does nothing without SELinux", async () => {
    const { target, ran } = targetWith(context);
    expect((await changeContext(target, place, { setype: "httpd_t" })).changed).toBe(false);
    expect(ran).toEqual([]);
  });

  test.each<[string, object, string | undefined]>([
    ["changes the parts that are named", { setype: "httpd_t" }, "chcon -h system_u:object_r:httpd_t:s0 /f"],
    ["leaves what is so alone", { setype: "etc_t", selevel: "s0" }, undefined],
    ["leaves defaults alone", { seuser: "_default" }, undefined],
  ])("%s", async (_name, wanted, command) => {
    const { target, ran } = targetWith({ ...context, [command ?? ""]: "" }, true);
    expect((await changeContext(target, place, wanted)).changed).toBe(command !== undefined);
    expect(ran.find((line) => line.startsWith("chcon"))).toBe(command);
  });
});
