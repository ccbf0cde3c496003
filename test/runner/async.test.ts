import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ansiblePlaybook, type EngineResult, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { builtModule } from "../helpers/executable.ts";
import { pveplayBundle } from "../helpers/pveplay-bundle.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

type Engine = (run: { folder: string; env: Record<string, string> }) => Promise<EngineResult>;

/** A place where jobs are noted, which outlives runs, and runs of tasks on a host. */
function workplace(host = "localhost ansible_connection=local") {
  const jobs = mkdtempSync(join(tmpdir(), "pveplay-jobs-"));
  const run = async (tasks: string, engine: Engine = underPveplay): Promise<readonly Record<string, unknown>[]> => {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-async-"));
    writeFileSync(join(folder, "inventory"), `${host}\n`);
    const head = `- hosts: all\n  gather_facts: false\n  vars: {ansible_async_dir: ${jobs}}\n  tasks:\n`;
    writeFileSync(join(folder, "playbook.yml"), `${head}${tasks.trim().replaceAll(/^/gm, "    ")}\n`);
    mkdirSync(join(folder, "library"));
    writeFileSync(join(folder, "library", "slow"), SLOW, { mode: 0o755 });
    const { lines, stderr } = await engine({ folder, env: {} });
    const results = lines
      .split("\n")
      .filter((line) => line.includes('"result"'))
      .map((line) => (JSON.parse(line) as { result: Record<string, unknown> }).result);
    expect(results.length, stderr + lines).toBeGreaterThan(0);
    return results;
  };
  return { jobs, run };
}

const SLOW = `#!/bin/sh
# WANT_JSON
grep -q '"word":"hello"' "$1" || word=lost
sleep 2
echo "a line of noise"
printf '{"changed": true, "said": "%s"}\\n' "\${word:-hello}"
`;

const wait = (id: unknown): string =>
  `- async_status: {jid: ${String(id)}}\n  register: s\n  until: s.finished\n  delay: 1\n  retries: 20\n  ignore_errors: true`;

const commands: Record<string, { readonly task: string; readonly result: Record<string, unknown> }> = {
  "its output, whatever is in it": {
    task: String.raw`shell: "sleep 2; printf 'a\"b\\\\c\\td\\001\\r\\n\\n'; cat; echo $X >&2; exit 3"`,
    result: {
      rc: 3,
      changed: true,
      stdout: "a\"b\\c\td\u0001\r\n\nit's",
      stderr: "y'z",
      msg: "non-zero return code",
      finished: true,
    },
  },
  "a program that is not there": {
    task: "command: /nonexistent/program",
    result: { rc: 2, changed: false, failed: true, stdout: "", stderr: "", finished: true },
  },
  "that there was nothing to do": {
    task: "command: {cmd: touch /nonexistent/file, creates: /etc}",
    result: { rc: 0, changed: false, stdout: "skipped, since /etc exists", finished: true },
  },
};

describe("a job with poll: 0", () => {
  test.each(Object.entries(commands))(
    "tells a later run %s",
    async (_name, { task, result }) => {
      const { run } = workplace();
      const args = task.startsWith("shell") ? "\n  args: {stdin: it's}\n  environment: {X: \"y'z\"}" : "";
      const [job] = await run(`- ${task}${args}\n  async: 30\n  poll: 0`);
      expect(job).toMatchObject({ changed: true, started: true, finished: false });
      const [status] = await run(wait(job?.["ansible_job_id"]));
      expect(status).toMatchObject({ ...result, ansible_job_id: job?.["ansible_job_id"] });
    },
    30_000,
  );

  test("is ended with all it has started when its time is over, and forgotten by cleanup", async () => {
    const { jobs, run } = workplace();
    const proof = join(jobs, "proof");
    const [job] = await run(`- shell: (sleep 4; touch ${proof}) & wait\n  async: 1\n  poll: 0`);
    const id = String(job?.["ansible_job_id"]);
    const [status] = await run(wait(id));
    expect(status).toMatchObject({ failed: true, finished: true, msg: "Timeout exceeded" });
    await sleep(3500);
    expect(existsSync(proof)).toBe(false);
    expect(existsSync(join(jobs, id))).toBe(true);
    const [cleanup] = await run(`- async_status: {jid: ${id}, mode: cleanup}`);
    expect(cleanup).toMatchObject({ erased: join(jobs, id), finished: false });
    expect(existsSync(join(jobs, id))).toBe(false);
    expect((await run(wait(id)))[0]).toMatchObject({ failed: true, finished: true });
  }, 30_000);

  test("runs an executable module, of which only its result stays", async () => {
    const { run } = workplace();
    const [job, status] = await run(
      `- slow: {word: hello}\n  async: 30\n  poll: 0\n  register: job\n${wait("'{{ job.ansible_job_id }}'")}`,
    );
    expect(job).toMatchObject({ started: true });
    expect(status).toMatchObject({ changed: true, said: "hello", finished: true });
  }, 30_000);

  test("runs our own modules on this machine as executables", async () => {
    const beside = join(dirname(await pveplayBundle()), "modules");
    mkdirSync(beside, { recursive: true });
    copyFileSync(builtModule("proxmox_info"), join(beside, "proxmox_info"));
    const { jobs, run } = workplace();
    const [job] = await run(
      "- proxmox_info: {api_host: 127.0.0.1, api_port: 9, api_user: 'deploy@pve!play', api_token_secret: 12345678-1234-1234-1234-123456789abc}\n  async: 30\n  poll: 0",
    );
    expect(job).toMatchObject({ results_file: join(jobs, String(job?.["ansible_job_id"])) });
    const [status] = await run(wait(job?.["ansible_job_id"]));
    expect(status).toMatchObject({ failed: true, finished: true, code: "PROXMOX_UNREACHABLE" });
    expect(readFileSync(join(jobs, String(job?.["ansible_job_id"])), "utf8")).not.toContain("12345678-1234");
  }, 30_000);

  test("is refused for actions that Ansible can not detach", async () => {
    const { run } = workplace();
    expect((await run("- copy: {content: a, dest: /nonexistent/b}\n  async: 5\n  poll: 0"))[0]).toMatchObject({
      failed: true,
      code: "TASK_FAILED",
    });
  });
});

describe.skipIf(ansiblePlaybook() === undefined)("async_status", () => {
  test("of either engine understands the jobs of the other", async () => {
    const { run } = workplace();
    const start = "- shell: echo one; sleep 1; echo two\n  async: 30\n  poll: 0";
    const [ours] = await run(start);
    const [theirs] = await run(start, underAnsible);
    const done = { finished: true, rc: 0, stdout: "one\ntwo", stdout_lines: ["one", "two"] };
    expect((await run(wait(ours?.["ansible_job_id"]), underAnsible)).at(-1)).toMatchObject(done);
    expect((await run(wait(theirs?.["ansible_job_id"]))).at(-1)).toMatchObject(done);
  }, 60_000);
});

describe.skipIf(!hasSshd)("a job with poll: 0 over ssh", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  test("goes on after the connection is closed", async () => {
    const { port, user, keyFile } = sshd;
    const { run } = workplace(
      `target ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile} ansible_host_key_checking=false`,
    );
    const [job] = await run("- shell: sleep 2; pwd; echo $$\n  async: 30\n  poll: 0");
    const [status] = await run(wait(job?.["ansible_job_id"]));
    expect(status).toMatchObject({ rc: 0, finished: true });
  }, 30_000);
});
