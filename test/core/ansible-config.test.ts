import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AnsibleConfig, loadAnsibleConfig } from "../../core/ansible-config.ts";

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

function load(
  { files = {}, env = {} }: Given,
  mode = 0o755,
): { config: AnsibleConfig; cwd: string; warnings: string[] } {
  const cwd = mkdtempSync(join(tmpdir(), "config-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  chmodSync(cwd, mode);
  const warnings: string[] = [];
  const context = { cwd, env: { HOME: join(cwd, "home"), ...env } };
  return { config: loadAnsibleConfig(context, (message) => warnings.push(message)), cwd, warnings };
}

const roles = { env: ["ANSIBLE_ROLES_PATH"], ini: ["defaults", "roles_path"] } as const;

describe("loadAnsibleConfig()", () => {
  test.each<[string, Given, string]>([
    [
      "the file ANSIBLE_CONFIG names",
      {
        files: { "x/a.cfg": "[defaults]\nk=named", "ansible.cfg": "[defaults]\nk=cwd" },
        env: { ANSIBLE_CONFIG: "x/a.cfg" },
      },
      "named",
    ],
    [
      "ansible.cfg in the folder ANSIBLE_CONFIG names",
      { files: { "x/ansible.cfg": "[defaults]\nk=folder" }, env: { ANSIBLE_CONFIG: "x" } },
      "folder",
    ],
    [
      "the working directory's before the home directory's",
      { files: { "ansible.cfg": "[defaults]\nk=cwd", "home/.ansible.cfg": "[defaults]\nk=home" } },
      "cwd",
    ],
    ["the home directory's when there is no other", { files: { "home/.ansible.cfg": "[defaults]\nk=home" } }, "home"],
  ])("takes %s", (_name, given, value) => {
    expect(load(given).config.text({ ini: ["defaults", "k"] })).toBe(value);
  });

  test("passes over a directory that everybody may write to, and says so", () => {
    const { config, warnings } = load({ files: { "ansible.cfg": "[defaults]\nk=cwd" } }, 0o777);
    expect(config.text({ ini: ["defaults", "k"] })).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });
});

describe("AnsibleConfig", () => {
  test("prefers the environment to the file", () => {
    const { config } = load({ files: { "ansible.cfg": "[defaults]\nroles_path=a" }, env: { ANSIBLE_ROLES_PATH: "b" } });
    expect(config.text(roles)).toBe("b");
  });

  test("resolves paths of a file from that file, those of the environment from the working directory", () => {
    const text = "[defaults]\nroles_path = ./r:~/s:$BASE/t\n";
    const { config, cwd } = load({ files: { "sub/ansible.cfg": text }, env: { ANSIBLE_CONFIG: "sub", BASE: "/opt" } });
    expect(config.paths(roles)).toEqual([join(cwd, "sub/r"), join(cwd, "home/s"), "/opt/t"]);
    const fromEnv = load({ env: { ANSIBLE_ROLES_PATH: "r" } });
    expect(fromEnv.config.path(roles)).toBe(join(fromEnv.cwd, "r"));
  });

  test.each([
    ["yes", true],
    ["True", true],
    ["1", true],
    ["off", false],
    ["nonsense", false],
  ])("reads the flag %s", (text, value) => {
    expect(
      load({ files: { "ansible.cfg": `[defaults]\nf = ${text}\n` } }).config.flag({ ini: ["defaults", "f"] }),
    ).toBe(value);
  });

  test("reads what Python's configparser reads", () => {
    const text =
      "# c\n; c\n[defaults]\nKey : one ; inline\nlist = a,\n  b,\n\n  c\nhash = x # kept\nempty =\n[other]\nkey=two\n";
    const { config } = load({ files: { "ansible.cfg": text } });
    expect(config.text({ ini: ["defaults", "key"] })).toBe("one");
    expect(config.list({ ini: ["defaults", "list"] })).toEqual(["a", "b", "c"]);
    expect(config.text({ ini: ["defaults", "hash"] })).toBe("x # kept");
    expect(config.text({ ini: ["defaults", "empty"] })).toBe("");
    expect(config.text({ ini: ["other", "key"] })).toBe("two");
    expect(config.text({ ini: ["other", "none"] })).toBeUndefined();
  });
});
