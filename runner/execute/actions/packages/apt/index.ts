import { HintedError } from "../../../../../core/errors.ts";
import { type Result, resultOf } from "../../../result.ts";
import { type ActionCall, defineAction } from "../../action.ts";
import { mustRun, runTool, type ToolResult } from "../../tool.ts";
import { aptGet, didNothing, preparedDiff } from "./apt-get.ts";
import { installDeb } from "./deb-file.ts";
import { aptOptions, type AptArgs } from "./options.ts";
import { type PackageSpec, type PackageStatus, readSpecs, statusOf } from "./package-spec.ts";
import { refreshLists } from "./refresh-lists.ts";

/** `apt`: packages of Debian and what descends from it. */
export const apt = defineAction({
  name: "apt",
  options: aptOptions,
  constraints: { mutuallyExclusive: [["deb", "name"]] },
  run: convergeApt,
});

/** Brings packages to the state asked for. @throws HintedError TASK_FAILED, OPTION_* */
export async function convergeApt(args: AptArgs, call: ActionCall): Promise<Result> {
  const { name, deb, upgrade } = args;
  checkArgs(args);
  const cleaned = args.clean ? await clean(call) : undefined;
  const names = (name ?? []).filter((one) => one !== "");
  const isBare = names.length === 0 && deb === undefined && upgrade === "no";
  if (cleaned && isBare) return changedBy(cleaned, true, call);
  const lists = await refreshLists(args, call);
  if (isBare && (args.update_cache || args.cache_valid_time > 0)) {
    return resultOf({ changed: lists.cache_updated, ...lists });
  }
  if (upgrade !== "no") return upgradeAll(args, upgrade, call);
  if (deb !== undefined) return installDeb(args, deb, call);
  if (names.includes("*") && args.state === "latest") return upgradeAll(args, "yes", call);
  if (names.length === 0 && args.autoclean) return tidy(args, "autoclean", call);
  if (names.length === 0 && args.autoremove) return tidy(args, "autoremove", call);
  const wanted = names.filter((one) => one !== "*");
  const result = args.state === "absent" ? await remove(args, wanted, call) : await install(args, wanted, call);
  if (args.state !== "absent") for (const [key, value] of resultOf({ ...lists })) result.set(key, value);
  return result;
}

function checkArgs({ name, deb, upgrade, state }: AptArgs): void {
  if (upgrade !== "no" && (deb ?? name) !== undefined) {
    throw new HintedError("OPTION_CONFLICT", "'upgrade' excludes 'name' and 'deb'", { hint: "Make two tasks of them" });
  }
  if (state === "latest" && name?.includes("*") && name.length > 1) {
    throw new HintedError("OPTION_CONFLICT", "'*' upgrades all packages and stands alone", { hint: "Make two tasks" });
  }
}

async function install(args: AptArgs, names: readonly string[], call: ActionCall): Promise<Result> {
  const { state } = args;
  if (state === "build-dep") return buildDependencies(args, names, call);
  const specs = await readSpecs(call, names);
  const status = await statusOf(call, specs, { removal: false, release: args.default_release });
  const words = status.flatMap(([spec, found]) => requestOf(args, spec, found));
  if (words.length === 0 && state !== "fixed") {
    if (!call.checkMode) await markManual(specs, call);
    return resultOf({ changed: false });
  }
  const done = await aptGet(args, [...installWords(args), "install", ...words], call);
  if (!call.checkMode) await markManual(specs, call);
  return changedBy(done, words.length > 0 || !didNothing(done), call);
}

/** How apt-get is asked for a package; nothing when it is as it shall be. */
function requestOf(args: AptArgs, spec: PackageSpec, { isInstalled, fits, offer }: PackageStatus): readonly string[] {
  if (!isInstalled && args.only_upgrade) return [];
  if (!fits && offer === undefined) {
    throw new HintedError(
      "TASK_FAILED",
      `no available installation candidate for ${spec.name}${spec.operator ?? ""}${spec.version}`,
      {
        hint: "See 'apt-cache policy' on the target for the versions it knows",
      },
    );
  }
  if (offer !== undefined && (!isInstalled || args.state === "latest" || !fits)) return [offer];
  return [];
}

function installWords(args: AptArgs): readonly string[] {
  return [
    ...(args.only_upgrade ? ["--only-upgrade"] : []),
    ...(args.state === "fixed" ? ["--fix-broken"] : []),
    ...(args.autoremove ? ["--auto-remove"] : []),
    ...(args.fail_on_autoremove ? ["--no-remove"] : []),
    ...(args.default_release === undefined ? [] : ["-t", args.default_release]),
    ...(args.install_recommends === undefined
      ? []
      : ["-o", `APT::Install-Recommends=${args.install_recommends ? "yes" : "no"}`]),
    ...(args.allow_unauthenticated ? ["--allow-unauthenticated"] : []),
    ...(args.allow_downgrade ? ["--allow-downgrades"] : []),
    ...(args.allow_change_held_packages ? ["--allow-change-held-packages"] : []),
  ];
}

async function buildDependencies(args: AptArgs, names: readonly string[], call: ActionCall): Promise<Result> {
  const done = await aptGet(args, [...installWords(args), "build-dep", ...names], call);
  return changedBy(done, !didNothing(done), call);
}

/** A package that is asked for by name is not removed as one nothing needs. */
async function markManual(specs: readonly PackageSpec[], call: ActionCall): Promise<void> {
  if (specs.length === 0) return;
  const argv = ["apt-mark", "manual", ...specs.map(({ name }) => name)];
  const done = await runTool(call, argv);
  if (done.rc !== 0 && done.rc !== 127) await mustRun(call, argv);
}

async function remove(args: AptArgs, names: readonly string[], call: ActionCall): Promise<Result> {
  const specs = await readSpecs(call, names);
  const status = await statusOf(call, specs, { removal: true, release: undefined });
  const words = status.flatMap(([spec, { fits, leftovers }]) => (fits || (leftovers && args.purge) ? [spec.name] : []));
  if (words.length === 0) return resultOf({ changed: false });
  const flags = [
    ...(args.purge ? ["--purge"] : []),
    ...(args.autoremove ? ["--auto-remove"] : []),
    ...(args.allow_change_held_packages ? ["--allow-change-held-packages"] : []),
  ];
  return changedBy(await aptGet(args, ["-q", ...flags, "remove", ...words], call), true, call);
}

async function upgradeAll(args: AptArgs, mode: "dist" | "full" | "safe" | "yes", call: ActionCall): Promise<Result> {
  const verb = mode === "dist" || mode === "full" ? ["dist-upgrade"] : ["upgrade", "--with-new-pkgs"];
  const done = await aptGet(args, [...installWords(args), ...verb], call);
  const result = changedBy(done, !didNothing(done), call);
  return result.set("msg", done.stdout);
}

const TIDIED = { autoclean: "Del ", autoremove: "The following packages will be REMOVED" } as const;

async function tidy(args: AptArgs, verb: "autoclean" | "autoremove", call: ActionCall): Promise<Result> {
  const done = await aptGet(args, [...(args.purge ? ["--purge"] : []), verb], call);
  return changedBy(done, done.stdout.includes(TIDIED[verb]), call);
}

async function clean(call: ActionCall): Promise<ToolResult> {
  return call.checkMode ? { rc: 0, stdout: "", stderr: "" } : mustRun(call, ["apt-get", "clean"]);
}

function changedBy({ stdout, stderr }: ToolResult, changed: boolean, call: ActionCall): Result {
  return resultOf({
    changed,
    stdout,
    stderr,
    ...(call.diff && changed ? { diff: preparedDiff(stdout) } : {}),
  });
}
