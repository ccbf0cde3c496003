import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa, execaSync } from "execa";

const ROOT = new URL("../..", import.meta.url).pathname;

/** An Ansible on this machine. */
export interface Ansible {
  /** `2.19.14`. */
  readonly version: string;
  /** Folder of `ansible-playbook` and its kin. */
  readonly bin: string;
}

/** The Ansibles to test with: the project's own (.venv), and the system's when that is another version. Newest first. */
export const ansibles: readonly Ansible[] = findAnsibles();

if (ansibles.length === 0) process.stderr.write("NO ANSIBLE: the tests that run ansible-playbook are SKIPPED\n");

function findAnsibles(): readonly Ansible[] {
  const folders = [process.env["PVEPLAY_ANSIBLE"] ?? "", join(ROOT, ".venv", "bin"), "/usr/bin"];
  const found = new Map<string, Ansible>();
  for (const bin of folders) {
    if (bin === "" || !existsSync(join(bin, "ansible-playbook"))) continue;
    const { stdout } = execaSync(join(bin, "ansible-playbook"), ["--version"], { reject: false });
    const version = /core (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version !== undefined && !found.has(version)) found.set(version, { version, bin });
  }
  return [...found.values()];
}

/** How an Ansible program ended. */
export interface AnsibleRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of Ansible's programs in a folder, without colours, cows or the user's own configuration. */
export async function runAnsible(
  { bin }: Ansible,
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<AnsibleRun> {
  const { exitCode, stdout, stderr } = await execa(join(bin, program), args, {
    cwd: options.cwd,
    reject: false,
    stdin: "ignore",
    env: {
      ANSIBLE_NOCOLOR: "1",
      // Not discovered: version managers put programs on the PATH that do not run.
      ANSIBLE_PYTHON_INTERPRETER: existsSync(join(bin, "python3")) ? join(bin, "python3") : "/usr/bin/python3",
      ANSIBLE_NOCOWS: "1",
      ANSIBLE_HOME: join(options.cwd, ".ansible"),
      ANSIBLE_LOCALHOST_WARNING: "0",
      ...options.env,
    },
  });
  return { exitCode, stdout, stderr };
}
