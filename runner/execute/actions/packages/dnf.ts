import type { Args, Options } from "../../../../core/spec/options.ts";
import { HintedError } from "../../../../core/errors.ts";
import type { Result } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runTool, toolFailure } from "../tool.ts";
import { convergePackages, type PackageManager } from "./simple-manager.ts";

const options = {
  name: { type: "list", elements: "str", default: [], aliases: ["pkg"], description: "Packages; '*' is all." },
  state: {
    type: "str",
    choices: ["absent", "installed", "latest", "present", "removed"],
    default: "present",
    description: "What they are to be.",
  },
  update_cache: { type: "bool", default: false, aliases: ["expire-cache"], description: "Read the lists anew first." },
  enablerepo: { type: "list", elements: "str", default: [], description: "Repositories to use as well." },
  disablerepo: { type: "list", elements: "str", default: [], description: "Repositories not to use." },
  disable_gpg_check: { type: "bool", default: false, description: "Take unsigned packages." },
  allowerasing: { type: "bool", default: false, description: "Remove packages that are in the way." },
  install_weak_deps: { type: "bool", default: true, description: "Install what packages recommend." },
  autoremove: { type: "bool", default: false, description: "Remove packages nothing needs any more." },
} as const satisfies Options;

type DnfArgs = Args<typeof options>;

/** `dnf`: packages of Fedora, Red Hat and what descends from it. */
export const dnf = defineAction({ name: "dnf", options, run: convergeDnf });

/** `yum`, its older name. */
export const yum = defineAction({ name: "yum", options, run: convergeDnf });

async function convergeDnf(args: DnfArgs, call: ActionCall): Promise<Result> {
  const group = args.name.find((name) => name.startsWith("@") || name.includes("://") || name.endsWith(".rpm"));
  if (group !== undefined) throw notSpoken(group);
  const state = args.state === "removed" ? "absent" : args.state === "installed" ? "present" : args.state;
  const result = await convergePackages(
    manager(args, call),
    { names: args.name, state, refresh: args.update_cache },
    call,
  );
  if (args.name.length === 0 && args.autoremove && !call.checkMode) {
    const done = await mustRun(call, ["dnf", "-y", "autoremove"]);
    result.set("changed", !/Nothing to do/.test(done.stdout));
  }
  return result;
}

function manager(args: DnfArgs, call: ActionCall): PackageManager {
  const words = [
    ...args.enablerepo.map((name) => `--enablerepo=${name}`),
    ...args.disablerepo.map((name) => `--disablerepo=${name}`),
    ...(args.disable_gpg_check ? ["--nogpgcheck"] : []),
    ...(args.allowerasing ? ["--allowerasing"] : []),
    ...(args.install_weak_deps ? [] : ["--setopt=install_weak_deps=False"]),
  ];
  return {
    async isInstalled(name) {
      const argv = ["rpm", "-q", "--whatprovides", name];
      const done = await runTool(call, argv);
      if (done.rc === 127) throw toolFailure(argv, done);
      return done.rc === 0;
    },
    async outdated(names) {
      const argv = ["dnf", "-q", ...words, "check-update", ...names];
      const done = await runTool(call, argv);
      // 100 says that there are updates.
      if (done.rc !== 0 && done.rc !== 100) throw toolFailure(argv, done);
      return done.rc === 0 ? [] : names.length === 0 ? ["*"] : names;
    },
    install: ["dnf", "-y", ...words, "install"],
    upgrade: ["dnf", "-y", ...words, "upgrade"],
    remove: ["dnf", "-y", "remove", ...(args.autoremove ? [] : ["--noautoremove"])],
    refresh: ["dnf", "-y", ...words, "makecache"],
  };
}

function notSpoken(name: string): HintedError {
  return new HintedError("OPTION_UNSUPPORTED", `dnf: '${name}' is not the name of a package`, {
    hint: "Groups, addresses and files are not spoken here: use command: dnf -y install NAME",
  });
}
