import { describe, expect, test } from "vitest";
import type { GuestSystem } from "../state.ts";
import { runCommand } from "./shell.ts";

const system: GuestSystem = { os: "debian-13", agent: true, files: { "/etc/motd": "hello\n", "/etc/hosts": "a\nb\n" } };

function run(...words: readonly string[]) {
  return runCommand({ system, hostname: "web-1", input: "typed" }, words);
}

describe("runCommand()", () => {
  test.each([
    ["prints its words", { words: ["echo", "a", "b"], out: "a b\n", code: 0 }],
    ["reads files", { words: ["/bin/cat", "/etc/motd"], out: "hello\n", code: 0 }],
    ["reads its input", { words: ["cat"], out: "typed", code: 0 }],
    ["knows the host's name", { words: ["hostname"], out: "web-1\n", code: 0 }],
    ["tells whether a file is there", { words: ["test", "-f", "/etc/motd"], out: "", code: 0 }],
    ["tells whether a file is missing", { words: ["test", "-f", "/nope"], out: "", code: 1 }],
    ["lists directories", { words: ["ls", "/etc"], out: "hosts\nmotd\n", code: 0 }],
    ["runs a script to its exit", { words: ["sh", "-c", "echo one; exit 3; echo two"], out: "one\n", code: 3 }],
    ["skips what && and || say", { words: ["sh", "-c", "false && echo a || echo b"], out: "b\n", code: 0 }],
    ["understands quotes", { words: ["bash", "-lc", `echo 'a  b' "c d"`], out: "a  b c d\n", code: 0 }],
    ["finds lines", { words: ["grep", "b", "/etc/hosts"], out: "b\n", code: 0 }],
  ])("%s", (_name, { words, out, code }) => {
    expect(run(...words)).toMatchObject({ out, code, err: "" });
  });

  test("ends with 127 for a command the guest does not have", () => {
    expect(run("frobnicate", "--all")).toMatchObject({ code: 127, out: "", err: "sh: 1: frobnicate: not found\n" });
  });

  test("leaves a system with the files a script wrote, and the old one untouched", () => {
    const { system: after } = run(
      "/bin/sh",
      "-c",
      "echo x > /etc/motd; echo y >> /etc/motd; rm /etc/hosts; touch /tmp/new",
    );
    expect(after.files).toEqual({ "/etc/motd": "x\ny\n", "/tmp/new": "" });
    expect(system.files["/etc/motd"]).toBe("hello\n");
  });

  test("complains about a missing file as cat does", () => {
    expect(run("cat", "/nope")).toMatchObject({ code: 1, err: "cat: /nope: No such file or directory\n" });
  });
});
