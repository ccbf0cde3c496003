import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { shellSplit } from "../shell-split.ts";
import { mustRun, runScript, runTool } from "../tool.ts";

const options = {
  name: { type: "list", elements: "str", description: "Packages, with a version after == and the like." },
  version: { type: "str", description: "Version of the only package." },
  requirements: { type: "path", description: "A file of the target that lists packages." },
  state: {
    type: "str",
    choices: ["absent", "forcereinstall", "latest", "present"],
    default: "present",
    description: "What they are to be.",
  },
  virtualenv: { type: "path", description: "Virtual environment to use; made when it is not there." },
  virtualenv_command: { type: "str", default: "virtualenv", description: "Program that makes one." },
  virtualenv_python: { type: "str", description: "Python of a new one." },
  virtualenv_site_packages: { type: "bool", default: false, description: "A new one sees the system's packages." },
  executable: { type: "path", description: "The pip to use." },
  extra_args: { type: "str", description: "Further words for pip." },
  editable: { type: "bool", default: false, description: "Install in editable mode." },
  chdir: { type: "path", description: "Folder to run in." },
  break_system_packages: { type: "bool", default: false, description: "Change an environment the system manages." },
} as const satisfies Options;

type PipArgs = Args<typeof options>;

/** `pip`: Python packages of the target. */
export const pip = defineAction({
  name: "pip",
  options,
  constraints: {
    requiredOneOf: [["name", "requirements"]],
    mutuallyExclusive: [
      ["name", "requirements"],
      ["executable", "virtualenv"],
    ],
  },
  async run(args, call) {
    if (args.version !== undefined && args.name?.length !== 1) {
      throw new HintedError("OPTION_CONFLICT", "'version' needs exactly one package", {
        hint: "Write versions into 'name', such as 'name==1.2'",
      });
    }
    const made = await ensureEnvironment(args, call);
    if (made && call.checkMode) return resultOf({ changed: true });
    const program = await findPip(args, call);
    const argv = pipCommand(args, program);
    if (call.checkMode) return resultOf({ changed: made || (await wouldChange(args, program, call)), cmd: argv });
    const done =
      args.state === "absent" && !(await wouldChange(args, program, call)) ? undefined : await run(argv, args, call);
    const stdout = done?.stdout ?? "";
    return resultOf({
      changed: made || /^Successfully (?:un)?installed|^ {2}Successfully uninstalled/m.test(stdout),
      cmd: argv,
      name: args.name ?? null,
      version: args.version ?? null,
      state: args.state,
      requirements: args.requirements ?? null,
      virtualenv: args.virtualenv ?? null,
      stdout,
      stderr: done?.stderr ?? "",
    });
  },
});

function run(argv: readonly string[], { chdir }: PipArgs, call: ActionCall) {
  return mustRun(call, argv, { cwd: chdir });
}

/** Makes the virtual environment. @returns whether it had to be made */
async function ensureEnvironment(args: PipArgs, call: ActionCall): Promise<boolean> {
  const { virtualenv: path } = args;
  const target = await call.target();
  if (path === undefined || (await target.files.stat(`${path}/bin/activate`, { follow: true }))) return false;
  if (call.checkMode) return true;
  const words = shellSplit(args.virtualenv_command) ?? [args.virtualenv_command];
  const isVenv = / -m venv|pyvenv/.test(args.virtualenv_command);
  const python = args.virtualenv_python === undefined || isVenv ? [] : [`-p${args.virtualenv_python}`];
  const site = args.virtualenv_site_packages ? ["--system-site-packages"] : [];
  await mustRun(call, [...words, ...site, ...python, path], { cwd: args.chdir });
  return true;
}

async function findPip(args: PipArgs, call: ActionCall): Promise<readonly string[]> {
  if (args.virtualenv !== undefined) return [`${args.virtualenv}/bin/pip`];
  if (args.executable !== undefined) return [args.executable];
  const look =
    "for p in pip3 pip; do command -v $p >/dev/null 2>&1 && { echo $p; exit; }; done; python3 -m pip --version >/dev/null 2>&1 && echo python3";
  const found = (await runScript(call, look)).stdout.trim();
  if (found === "python3") return ["python3", "-m", "pip"];
  if (found !== "") return [found];
  throw new HintedError("TASK_FAILED", "The target has no pip", {
    hint: "Install python3-pip, or name it in 'executable'",
  });
}

function pipCommand(args: PipArgs, program: readonly string[]): readonly string[] {
  const verb = args.state === "absent" ? ["uninstall", "-y"] : ["install"];
  const force = { latest: ["-U"], forcereinstall: ["-U", "--force-reinstall"], present: [], absent: [] }[args.state];
  const extra = args.extra_args === undefined ? [] : (shellSplit(args.extra_args) ?? [args.extra_args]);
  const what = args.requirements === undefined ? namesOf(args) : ["-r", args.requirements];
  const system = args.break_system_packages ? ["--break-system-packages"] : [];
  return [...program, ...verb, ...force, ...(args.editable ? ["-e"] : []), ...extra, ...system, ...what];
}

function namesOf({ name = [], version, state }: PipArgs): readonly string[] {
  return version === undefined || state === "absent" ? name : name.map((one) => `${one}==${version}`);
}

/** Whether pip would change anything, from what is installed: packages whose version is left open need only be there. */
async function wouldChange(args: PipArgs, program: readonly string[], call: ActionCall): Promise<boolean> {
  if (args.state === "latest" || args.state === "forcereinstall" || args.requirements !== undefined) return true;
  const { stdout } = await runTool(call, [...program, "list", "--format=freeze"]);
  const installed = new Map(
    stdout.split("\n").map((line) => {
      const [name = "", version = ""] = line.split("==");
      return [canonical(name), version.trim()] as const;
    }),
  );
  return namesOf(args).some((spec) => {
    const [, name = spec, wanted] = /^([\w.-]+)(?:\[[^\]]*\])?\s*(?:==\s*([\w.+!-]+))?$/.exec(spec) ?? [];
    const found = installed.get(canonical(name));
    if (args.state === "absent") return found !== undefined;
    return found === undefined || (wanted !== undefined && wanted !== found);
  });
}

function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
