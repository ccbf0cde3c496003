import type { ActionCall } from "../action.ts";
import { runTool, toolFailure } from "../tool.ts";
import type { PackageManager } from "./simple-manager.ts";

/** Alpine's package manager. */
export function apkManager(call: ActionCall): PackageManager {
  return {
    async isInstalled(name) {
      const argv = ["apk", "info", "-e", name];
      const done = await runTool(call, argv);
      if (done.rc === 127) throw toolFailure(argv, done);
      return done.rc === 0;
    },
    async outdated(names) {
      const { stdout } = await runTool(call, ["apk", "version", "-q", "-l", "<", ...names]);
      const found = stdout.split("\n").filter((line) => line !== "");
      return found.length === 0 ? [] : names.length === 0 ? ["*"] : names;
    },
    install: ["apk", "add"],
    upgrade: ["apk", "upgrade"],
    remove: ["apk", "del"],
    refresh: ["apk", "update"],
  };
}
