import { describe, expect, test } from "vitest";
import type { GuestSystem } from "../state.ts";
import { runCommand } from "./shell.ts";

const system: GuestSystem = { os: "debian-13", agent: true, files: { "/etc/motd": "hello\n", "/etc/hosts": "a\nb\n" } };

function run(...words: readonly string[]) {
  return runCommand({ system, hostname: "web-1", input: "typed" }, words);
}

describe("runCommand()", () => {
  test.each([
    ["prints its words", ["echo", "a", "b"], "a b\n", 0],
    ["reads files", ["/bin/cat", "/etc/motd"], "hello\n", 0],
    ["reads its input", ["cat"], "typed", 0],
    ["knows the host's name", ["hostname"], "web-1\n", 0],
    ["tells whether a file is there", ["test", "-f", "/etc/motd"], "", 0],
    ["tells whether a file is missing", ["test", "-f", "/nope"], "", 1],
    ["lists directories", ["ls", "/etc"], "hosts\nmotd\n", 0],
    ["runs a script to its exit", ["sh", "-c", "echo one; exit 3; echo two"], "one\n", 3],
    ["skips what && and || say", ["sh", "-c", "false && echo a || echo b"], "b\n", 0],
    ["understands quotes", ["bash", "-lc", `echo 'a  b' "c d"`], "a  b c d\n", 0],
    ["finds lines", ["grep", "b", "/etc/hosts"], "b\n", 0],
  ])("%s", (_name, words, out, code) => {
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
