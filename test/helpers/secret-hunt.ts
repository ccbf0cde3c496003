import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** All that could be seen of a run from outside: by where it was seen, each text once. */
export type Seen = ReadonlyMap<string, ReadonlySet<string>>;

/** How a watched process ended, and what was seen of it. */
export interface Watched {
  readonly code: number | null;
  readonly seen: Seen;
}

/**
 * Runs a program and keeps all that others could see: what it prints, the command lines and environments of it and every process it
 * starts, and every file in the folders, again and again while it runs and once more at its end.
 */
export async function watch(
  [program, ...args]: readonly [string, ...string[]],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly folders: readonly string[];
    /** Milliseconds between two looks. */
    readonly every: number;
  },
): Promise<Watched> {
  const seen = new Map<string, Set<string>>();
  const note = (where: string, text: string): void => {
    if (text !== "") seen.set(where, (seen.get(where) ?? new Set()).add(text));
  };
  const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (printed.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (printed.stderr += data.toString()));
  const look = (): void => {
    lookAtProcesses(child, note);
    for (const folder of options.folders) lookAtFiles(folder, note);
  };
  const timer = setInterval(look, options.every);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  look();
  note("stdout", printed.stdout);
  note("stderr", printed.stderr);
  return { code, seen };
}

type Note = (where: string, text: string) => void;

function lookAtProcesses(child: ChildProcess, note: Note): void {
  for (const pid of familyOf(child.pid ?? 0)) {
    for (const file of ["cmdline", "environ"]) note(`/proc ${file}`, read(`/proc/${pid}/${file}`));
  }
}

/** A process and all below it. */
function familyOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [, parent] = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`)) ?? [];
    parents.set(Number(name), Number(parent ?? 0));
  }
  const isBelow = (pid: number): boolean => pid === root || (pid > 1 && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isBelow);
}

function lookAtFiles(folder: string, note: Note): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory()) lookAtFiles(path, note);
    else if (kind?.isFile()) note(path, read(path));
  }
}

/** A folder or file may go while it is looked at. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Where a secret was seen, in any of the forms it could be written in. */
export function placesOf(secret: string, seen: Seen): readonly string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").replaceAll("=", ""),
    Buffer.from(secret).toString("hex"),
  ];
  return [...seen]
    .filter(([, texts]) => [...texts].some((text) => forms.some((form) => text.includes(form))))
    .map(([where]) => where);
}
