import { homedir } from "node:os";
import { join } from "node:path";

/** Where the user's own connection settings are: `$XDG_CONFIG_HOME/pveplay/config.yml`, below `~/.config` when that is not set. */
export function configFile(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env["XDG_CONFIG_HOME"] || join(env["HOME"] ?? homedir(), ".config");
  return join(folder, "pveplay", "config.yml");
}
