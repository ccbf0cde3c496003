import { HintedError } from "../../../../../core/errors.ts";
import { type Result, resultOf } from "../../../result.ts";
import type { ActionCall } from "../../action.ts";
import { downloadToTarget } from "../../download.ts";
import { mustRun } from "../../tool.ts";
import { aptGet, preparedDiff } from "./apt-get.ts";
import { knownPackages } from "./known-packages.ts";
import type { AptArgs } from "./options.ts";

/** Installs a package file with what it needs, unless this very version is installed. @throws HintedError TASK_FAILED, OPTION_CONFLICT */
export async function installDeb(args: AptArgs, deb: string, call: ActionCall): Promise<Result> {
  if (args.state !== "present") {
    throw new HintedError("OPTION_CONFLICT", "deb only supports state=present", { hint: "Remove packages by 'name'" });
  }
  if (!deb.includes("://")) return installFile(args, deb, call);
  const temporary = await downloadToTarget(call, deb);
  try {
    return await installFile(args, temporary.file, call);
  } finally {
    await temporary.remove();
  }
}

async function installFile(args: AptArgs, file: string, call: ActionCall): Promise<Result> {
  const fields = (
    await mustRun(call, ["dpkg-deb", "--show", "--showformat=${Package}|${Version}|${Architecture}", file])
  ).stdout;
  const [name = "", version, architecture] = fields.trim().split("|");
  const key = architecture === "all" ? name : `${name}:${architecture}`;
  if ((await knownPackages(call, [key])).get(key)?.installed === version) return resultOf({ changed: false });
  // A path tells apt-get that it is a file; it brings what the package needs.
  const path = file.includes("/") ? file : `./${file}`;
  const words = [
    "install",
    ...(args.allow_downgrade ? ["--allow-downgrades"] : []),
    ...(args.allow_unauthenticated ? ["--allow-unauthenticated"] : []),
    ...(args.allow_change_held_packages ? ["--allow-change-held-packages"] : []),
    ...(args.fail_on_autoremove ? ["--no-remove"] : []),
    ...(args.install_recommends === undefined
      ? []
      : ["-o", `APT::Install-Recommends=${args.install_recommends ? "yes" : "no"}`]),
    path,
  ];
  const { stdout, stderr } = await aptGet(args, words, call);
  return resultOf({ changed: true, stdout, stderr, ...(call.diff ? { diff: preparedDiff(stdout) } : {}) });
}
