import { describe, expect, test } from "vitest";
import { seedImage, shortHash } from "../../../modules/proxmox_image/seed.ts";
import { codeOf } from "../../helpers/code-of.ts";

const textOf = (seed: Parameters<typeof seedImage>[0]): string => seedImage(seed).toString("utf8");
const hashOf = (seed: Parameters<typeof seedImage>[0]): string => shortHash(seedImage(seed));

describe("seedImage()", () => {
  test("writes a dictionary as cloud-config", () => {
    expect(textOf({ user_data: { hostname: "web1", runcmd: ["echo: 1"] } })).toContain(
      "#cloud-config\nhostname: web1\nruncmd:\n- 'echo: 1'\n\0",
    );
  });

  test("keeps texts as they are and ends them with a newline", () => {
    const text = textOf({ user_data: "#!/bin/sh\necho", network_config: "version: 2\n", meta_data: "instance-id: a" });
    for (const part of ["#!/bin/sh\necho\n\0", "version: 2\n\0", "instance-id: a\n\0"]) expect(text).toContain(part);
  });

  test("gives each content an instance id of its own, beside the meta data given", () => {
    const id = (user: unknown) =>
      /instance-id: (\S+)\nlocal-hostname: x\n/.exec(
        textOf({ user_data: user, meta_data: { "local-hostname": "x" } }),
      )?.[1];
    expect(id({ a: 1 })).toMatch(/^iid-[0-9a-f]{16}$/);
    expect(id({ a: 2 })).not.toBe(id({ a: 1 }));
    expect(id({ a: 1 })).toBe(id({ a: 1 }));
  });

  test("keeps an instance id that is given", () => {
    expect(textOf({ user_data: {}, meta_data: { "instance-id": "mine" } })).toContain("instance-id: mine\n\0");
  });

  test("is the same whatever the order of keys", () => {
    expect(hashOf({ user_data: { a: 1, b: { c: 2, d: 3 } } })).toBe(hashOf({ user_data: { b: { d: 3, c: 2 }, a: 1 } }));
  });

  test("is another when a network is added", () => {
    expect(hashOf({ user_data: {}, network_config: { version: 2 } })).not.toBe(hashOf({ user_data: {} }));
  });

  test.each([
    { user_data: "hostname: web1" },
    { user_data: ["a"] },
    { user_data: {}, meta_data: 1 },
    { user_data: {}, network_config: [1] },
  ])("refuses %j", (seed) => {
    expect(codeOf(() => seedImage(seed))).toBe("OPTION_INVALID");
  });
});
