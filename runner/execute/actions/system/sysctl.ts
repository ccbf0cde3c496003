import { dirname } from "node:path";
import { FALSE_WORDS, TRUE_WORDS } from "../../../../core/spec/coerce.ts";
import { HintedError } from "../../../../core/errors.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { makeFolders } from "../files/make-folders.ts";
import { mustRun, runTool } from "../tool.ts";
import { bytesOf, textOf } from "../files/file-text.ts";

/** `sysctl` of ansible.posix: a kernel parameter, in a file and in force. */
export const sysctl = defineAction({
  name: "sysctl",
  collection: "ansible.posix",
  options: {
    name: { type: "str", required: true, aliases: ["key"], description: "The parameter." },
    value: { type: "str", aliases: ["val"], description: "Its value." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether the file has it." },
    sysctl_file: { type: "path", default: "/etc/sysctl.conf", description: "The file." },
    sysctl_set: { type: "bool", default: false, description: "Set it at once as well." },
    reload: { type: "bool", default: true, description: "Load the file when it changed." },
    ignoreerrors: { type: "bool", default: false, description: "Pass over parameters the kernel does not have." },
  },
  constraints: { requiredIf: [["state", "present", ["value"]]] },
  async run(args, call) {
    const name = args.name.trim();
    const value = valueText(args.value ?? "");
    const target = await call.target();
    const there = await target.files.stat(args.sysctl_file, { follow: true });
    const text = there ? textOf(await target.files.read(args.sysctl_file)) : "";
    const inFile = valueIn(text, name);
    const inForce = await current(name, call);
    const isWritten = args.state === "absent" ? inFile !== undefined : inFile !== value;
    const differs = args.state === "present" && !sameWords(inForce, value);
    const isSet = args.sysctl_set && differs;
    const changed = isWritten || ((args.reload || args.sysctl_set) && differs);
    if (call.checkMode) return resultOf({ changed });
    if (isSet) await checked(call, ["sysctl", ...(args.ignoreerrors ? ["-e"] : []), "-w", `${name}=${value}`]);
    if (isWritten) {
      await makeFolders({ target, path: dirname(args.sysctl_file), attributes: {} }, call);
      const content = withValue(text, name, args.state === "present" ? value : undefined);
      await target.files.write(args.sysctl_file, bytesOf(content));
    }
    if (changed && args.reload) {
      await checked(call, ["sysctl", ...(args.ignoreerrors ? ["-e"] : []), "-p", args.sysctl_file]);
    }
    return resultOf({ changed });
  },
});

function valueText(value: string): string {
  const word = value.trim();
  if (TRUE_WORDS.has(word.toLowerCase())) return "1";
  return FALSE_WORDS.has(word.toLowerCase()) ? "0" : word;
}

function valueIn(text: string, name: string): string | undefined {
  return text
    .split("\n")
    .map(settingOf)
    .findLast((setting) => setting?.[0] === name)?.[1];
}

function settingOf(line: string): readonly [string, string] | undefined {
  const at = line.indexOf("=");
  if (at < 0 || /^\s*[#;]/.test(line)) return undefined;
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** The file with one line for the parameter, in its old place; without a value with none. */
function withValue(text: string, name: string, value: string | undefined): string {
  const seen = new Set<string>();
  const lines = text
    .replace(/\n$/, "")
    .split("\n")
    .flatMap((line) => {
      const setting = settingOf(line);
      if (!setting) return text === "" ? [] : [line.trim()];
      const [key, old] = setting;
      if (seen.has(key)) return [];
      seen.add(key);
      if (key !== name) return [`${key}=${old}`];
      return value === undefined ? [] : [`${key}=${value}`];
    });
  if (value !== undefined && !seen.has(name)) lines.push(`${name}=${value}`);
  return lines.map((line) => `${line}\n`).join("");
}

function sameWords(a: string | undefined, b: string): boolean {
  return a !== undefined && a.trim().split(/\s+/).join(" ") === b.trim().split(/\s+/).join(" ");
}

async function current(name: string, call: ActionCall): Promise<string | undefined> {
  const done = await runTool(call, ["sysctl", "-e", "-n", name]);
  return done.rc === 0 ? done.stdout : undefined;
}

/** sysctl may fail with exit code 0. */
async function checked(call: ActionCall, argv: readonly string[]): Promise<void> {
  const { stderr } = await mustRun(call, argv);
  const fault = /^sysctl: setting key "[^"]+":? ?(?:Invalid argument|Read-only file system)$/m.exec(stderr)?.[0];
  if (fault === undefined) return;
  throw new HintedError("TASK_FAILED", `Kernel parameter refused: ${fault}`, { hint: "Correct 'value'" });
}
