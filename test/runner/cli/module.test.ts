import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ansiblePlaybook } from "../../helpers/both-engines.ts";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";

let bundle: string;
let folder: string;

beforeAll(async () => {
  bundle = await pveplayBundle();
  folder = mkdtempSync(join(tmpdir(), "pveplay-module-"));
  writeFileSync(join(folder, "hosts"), "[pair]\na greeting=hi\nb greeting=ho\n[pair:vars]\nansible_connection=local\n");
  writeFileSync(join(folder, "file"), "old\n");
});

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(program: string, args: readonly string[]): Promise<Done> {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    LANG: "C.UTF-8",
    ANSIBLE_NOCOLOR: "1",
    ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
  };
  return new Promise((done) => {
    execFile(program, [...args], { cwd: folder, env }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const run = (args: readonly string[]): Promise<Done> => execute(process.execPath, [bundle, "module", ...args]);

/** Module, pattern and further arguments that both programs take. */
const alike: Record<string, readonly [name: string, pattern: string, ...args: string[]]> = {
  "a module without options": ["ping", "localhost"],
  "options as words": ["debug", "localhost", "-a", "msg='two words'"],
  "options as JSON": ["debug", "localhost", "-a", '{"msg": {"a": [1, true]}}'],
  "a template over host variables": ["debug", "b", "-i", "hosts", "-a", "msg={{ greeting }}"],
  "extra variables": ["debug", "localhost", "-e", "x=5", "-a", "var=x"],
  "a command": ["command", "localhost", "-a", "printf 'one\\ntwo\\n'"],
  "a command that fails": ["command", "localhost", "-a", "sh -c 'echo out; echo err >&2; exit 3'"],
  "a shell's one line": ["shell", "localhost", "-o", "-a", "printf 'a\\nb'; echo oops >&2"],
  "a result's one line": ["stat", "localhost", "-o", "-a", "path=/nonexistent"],
  "a failure": ["fail", "localhost", "-a", "msg='on purpose'"],
  "check mode and diff": ["copy", "localhost", "-C", "-D", "-a", "content=new dest=file"],
  "a task that is skipped in check mode": ["command", "localhost", "-C", "-a", "true"],
  "hosts that are listed only": ["ping", "pair", "-i", "hosts", "--list-hosts"],
  "a pattern that matches nobody": ["ping", "nobody", "-i", "hosts"],
  "a limit that leaves nobody": ["ping", "pair", "-i", "hosts", "-l", "nobody"],
  "a command that is missing": ["command", "localhost"],
  "a host that is not reached": ["ping", "127.0.0.1", "-i", "127.0.0.1,", "-e", "ansible_port=1"],
};

/** What the machine decides: addresses of errors, and what a module of Python adds to its result. */
function plain(stdout: string): string {
  return stdout
    .replace(/^\[(ERROR|WARNING)\][^]*?\n\n(?=\S+ \|)/, "")
    .replace(/(UNREACHABLE! => )[^]*/, "$1")
    .replace(/^(--- before|\+\+\+ after).*$/gm, "$1")
    .replace(/(CHANGED => )\{[^]*?\n\}/g, "$1{}");
}

describe("pveplay module", () => {
  const ansible = ansiblePlaybook()?.replace(/-playbook$/, "");
  const known = ansible !== undefined && existsSync(ansible);
  if (!known) process.stderr.write("NO ANSIBLE: what `pveplay module` prints is NOT compared with it\n");

  test.skipIf(!known).each(Object.entries(alike))(
    "prints what Ansible's ad hoc command prints of %s",
    async (_name, given) => {
      const [name, pattern, ...args] = given;
      const [ours, theirs] = await Promise.all([
        run([name, pattern, ...args]),
        execute(ansible ?? "", [pattern, "-m", name, ...args]),
      ]);
      expect(plain(ours.stdout), ours.stderr).toBe(plain(theirs.stdout));
      expect(ours.code).toBe(theirs.code);
      expect(readFileSync(join(folder, "file"), "utf8")).toBe("old\n");
    },
    60_000,
  );

  test("runs on localhost when no hosts are named", async () => {
    const { code, stdout } = await run(["ping"]);
    expect(stdout).toBe('localhost | SUCCESS => {\n    "changed": false,\n    "ping": "pong"\n}\n');
    expect(code).toBe(0);
  });

  test("prints JSON that can be read", async () => {
    const { stdout } = await run(["command", "pair", "-i", "hosts", "-a", "echo {{ greeting }}", "--output", "jsonl"]);
    const lines = stdout.split("\n").flatMap((line): unknown[] => (line === "" ? [] : [JSON.parse(line)]));
    const results = lines.filter((line) => JSON.stringify(line).includes('"event":"result"'));
    // Whichever host is done first stands first.
    expect(results).toHaveLength(2);
    expect(results).toContainEqual(
      expect.objectContaining({ host: "a", status: "changed", result: expect.objectContaining({ stdout: "hi" }) }),
    );
    expect(results).toContainEqual(
      expect.objectContaining({ host: "b", status: "changed", result: expect.objectContaining({ stdout: "ho" }) }),
    );
  });

  test("names the module that is nearest to an unknown one", async () => {
    const { code, stderr } = await run(["pign"]);
    expect(stderr).toContain("PLAYBOOK_UNKNOWN_MODULE");
    expect(stderr).toContain("'ping'");
    expect(code).toBe(4);
  });

  test("ends what takes longer than its timeout", async () => {
    const { code, stdout } = await run(["command", "--task-timeout", "1", "-a", "sleep 20"]);
    expect(stdout).toContain("Timed out after 1 second(s)");
    expect(code).toBe(2);
  });
});
