import type { GuestSystem } from "../state.ts";

/** A system with one file written or (undefined) removed. */
export function withFile(system: GuestSystem, path: string, content: string | undefined): GuestSystem {
  const files = { ...system.files };
  if (content === undefined) delete files[path];
  else files[path] = content;
  return { ...system, files };
}

/** A path as the guest sees it: absolute, without `.` and doubled slashes. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Whether a path is a directory: something lies below it. */
export function isDirectory(system: GuestSystem, path: string): boolean {
  const prefix = path === "/" ? "/" : `${path}/`;
  return path === "/" || STANDARD.has(path) || Object.keys(system.files).some((file) => file.startsWith(prefix));
}

const STANDARD = new Set([
  "/bin",
  "/etc",
  "/home",
  "/opt",
  "/root",
  "/srv",
  "/tmp",
  "/usr",
  "/var",
  "/var/lib",
  "/var/log",
  "/usr/local",
]);

/** Names directly below a directory. */
export function entriesOf(system: GuestSystem, path: string): string[] {
  const prefix = path === "/" ? "/" : `${path}/`;
  const below = [...Object.keys(system.files), ...STANDARD].filter((file) => file.startsWith(prefix) && file !== path);
  return [...new Set(below.map((file) => file.slice(prefix.length).split("/")[0] ?? ""))]
    .filter((name) => name !== "")
    .sort();
}
