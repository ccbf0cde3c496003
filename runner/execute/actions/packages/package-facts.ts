import { HintedError } from "../../../../core/errors.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { hasTool, mustRun } from "../tool.ts";

type Packages = Record<string, Record<string, unknown>[]>;

/** `package_facts`: the packages of the target as `ansible_facts.packages`. */
export const packageFacts = defineAction({
  name: "package_facts",
  options: {
    manager: {
      type: "list",
      elements: "str",
      choices: ["auto", "apt", "rpm", "apk", "dnf", "dnf5", "yum", "zypper"],
      default: ["auto"],
      description: "Whom to ask.",
    },
    strategy: {
      type: "str",
      choices: ["all", "first"],
      default: "first",
      description: "Ask the first there is, or all.",
    },
  },
  async run({ manager, strategy }, call) {
    const asked = manager.includes("auto") ? (["apt", "rpm", "apk"] as const) : manager;
    const packages: Packages = {};
    let answered = 0;
    for (const name of asked) {
      if (name === "auto" || !(await hasTool(call, TOOLS[name]))) continue;
      add(packages, await READERS[name](call));
      answered += 1;
      if (strategy === "first") break;
    }
    if (answered === 0) {
      throw new HintedError("TASK_FAILED", `The target has none of these package managers: ${asked.join(", ")}`, {
        hint: "Leave 'manager' out, or use command with the target's own tool",
      });
    }
    return resultOf({ changed: false, ansible_facts: { packages } });
  },
});

const TOOLS = {
  apt: "dpkg-query",
  rpm: "rpm",
  apk: "apk",
  dnf: "rpm",
  dnf5: "rpm",
  yum: "rpm",
  zypper: "rpm",
} as const;

interface Package {
  readonly name: string;
  readonly facts: Record<string, unknown>;
}

const READERS = {
  apt: readDpkg,
  rpm: readRpm,
  apk: readApk,
  dnf: readRpm,
  dnf5: readRpm,
  yum: readRpm,
  zypper: readRpm,
} as const;

function add(packages: Packages, found: readonly Package[]): void {
  for (const { name, facts } of found) (packages[name] ??= []).push({ name, ...facts });
}

async function readDpkg(call: ActionCall): Promise<readonly Package[]> {
  const format = "${Package}|${Version}|${Architecture}|${Section}|${db:Status-Status}\\n";
  const { stdout } = await mustRun(call, ["dpkg-query", "-W", "-f", format]);
  return stdout.split("\n").flatMap((line) => {
    const [name = "", version, arch, category, status] = line.split("|");
    return status === "installed" ? [{ name, facts: { version, arch, category, source: "apt" } }] : [];
  });
}

async function readRpm(call: ActionCall): Promise<readonly Package[]> {
  const format = String.raw`%{NAME}|%{VERSION}|%{RELEASE}|%{EPOCH}|%{ARCH}\n`;
  const { stdout } = await mustRun(call, ["rpm", "-qa", "--qf", format]);
  return stdout.split("\n").flatMap((line) => {
    const [name = "", version, release, epoch, arch] = line.split("|");
    if (name === "") return [];
    return [
      { name, facts: { version, release, epoch: epoch === "(none)" ? null : Number(epoch), arch, source: "rpm" } },
    ];
  });
}

async function readApk(call: ActionCall): Promise<readonly Package[]> {
  const { stdout } = await mustRun(call, ["apk", "info", "-v"]);
  return stdout.split("\n").flatMap((line) => {
    const match = /^(.+)-([^-]+)-r(\d+)$/.exec(line.trim());
    const [, name = "", version, release] = match ?? [];
    return match ? [{ name, facts: { version, release: `r${release}`, source: "apk" } }] : [];
  });
}
