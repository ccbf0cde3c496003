import { readFileSync } from "node:fs";
import { join } from "node:path";
import { basic } from "./login.ts";
import type { Environment } from "./proxy.ts";

/** The `Authorization` that the user's netrc file (`NETRC`, else `~/.netrc`) has for a host; undefined when it has none. */
export function netrcLogin(hostname: string, env: Environment): string | undefined {
  const words = read(env["NETRC"] ?? join(env["HOME"] ?? "/", ".netrc"));
  let isMeant = false;
  let [name, password] = ["", ""];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const next = words[at + 1] ?? "";
    if (word === "machine" || word === "default") {
      if (isMeant) break;
      isMeant = word === "default" || next === hostname;
    } else if (isMeant && word === "login") name = next;
    else if (isMeant && word === "password") password = next;
    // Each word but `default` has another one behind it.
    if (word !== "default") at += 1;
  }
  return name === "" || password === "" ? undefined : basic({ name, password });
}

/** The words of the file without comments; none when there is no file that may be read. */
function read(path: string): readonly string[] {
  try {
    const text = readFileSync(path, "utf8").replaceAll(/^\s*#.*$/gm, "");
    return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  } catch {
    return [];
  }
}
