import { readFileSync } from "node:fs";

/** Name of a user of this machine; the number as text when it has none, as `ls` shows it. */
export function userName(uid: number): string {
  return nameOf("/etc/passwd", uid);
}

/** Name of a group of this machine. */
export function groupName(gid: number): string {
  return nameOf("/etc/group", gid);
}

function nameOf(file: string, id: number): string {
  for (const line of lines(file)) {
    const [name, , number] = line.split(":");
    if (name !== undefined && Number(number) === id) return name;
  }
  return String(id);
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
