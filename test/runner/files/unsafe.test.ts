import { chmodSync, chownSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { underPveplay } from "../../helpers/both-engines.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** A folder that nobody may not write in, with a file that it may. */
function sealed(): string {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-sealed-"));
  chmodSync(folder, 0o755);
  for (const name of ["a", "b", "c"]) {
    writeFileSync(join(folder, name), "old\n");
    chownSync(join(folder, name), NOBODY, NOBODY);
  }
  return folder;
}

test.skipIf(!isRoot)("unsafe_writes writes in place where a file can not be replaced, and only then", async () => {
  const web = createServer((_request, response) => response.end("new\n")).listen(0, "127.0.0.1");
  await once(web, "listening");
  const address = web.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const [folder, run] = [sealed(), mkdtempSync(join(tmpdir(), "pveplay-unsafe-"))];
  const tasks = [
    { copy: { content: "new\n", dest: "a" } },
    { copy: { src: "/etc/hostname", dest: "b", remote_src: true } },
    { get_url: { url: `http://127.0.0.1:${port}/`, dest: "c", force: true } },
  ].flatMap((task) => [false, true].map((unsafe) => [task, unsafe] as const));
  const play = {
    hosts: "localhost",
    gather_facts: false,
    become: true,
    become_user: "nobody",
    become_method: "runuser",
    ignore_errors: true,
    tasks: tasks.map(([task, unsafe]) =>
      Object.fromEntries(
        Object.entries(task).map(([name, { dest, ...options }]) => [
          name,
          { ...options, dest: join(folder, dest), unsafe_writes: unsafe },
        ]),
      ),
    ),
  };
  writeFileSync(join(run, "playbook.yml"), JSON.stringify([play]));
  const { record, stderr } = await underPveplay({ folder: run });
  web.close();
  const statuses = (record.hosts["localhost"] ?? []).map(({ status }) => status);
  expect(statuses, stderr).toEqual(tasks.map(([, unsafe]) => (unsafe ? "changed" : "ignored")));
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("new\n");
  expect(readFileSync(join(folder, "b"), "utf8")).toBe(readFileSync("/etc/hostname", "utf8"));
  expect(readFileSync(join(folder, "c"), "utf8")).toBe("new\n");
  expect(statSync(join(folder, "c")).uid).toBe(NOBODY);
});
