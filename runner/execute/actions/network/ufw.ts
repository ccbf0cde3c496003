import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runScript } from "../tool.ts";
import { defaultWords, insertPlace, ruleWords } from "./ufw-rule.ts";
import { defaultDiffers, loggingDiffers, rulesDiffer } from "./ufw-status.ts";

const options = {
  state: {
    type: "str",
    choices: ["enabled", "disabled", "reloaded", "reset"],
    description: "Whether the firewall is on; reset removes all rules.",
  },
  default: {
    type: "str",
    aliases: ["policy"],
    choices: ["allow", "deny", "reject"],
    description: "What no rule decides.",
  },
  logging: { type: "str", choices: ["full", "high", "low", "medium", "off", "on"], description: "What is logged." },
  direction: {
    type: "str",
    choices: ["in", "incoming", "out", "outgoing", "routed"],
    description: "Which traffic a rule or policy is for.",
  },
  delete: { type: "bool", default: false, description: "Remove the rule." },
  route: { type: "bool", default: false, description: "The rule is for forwarded traffic." },
  insert: { type: "int", description: "Number that the rule gets." },
  insert_relative_to: {
    type: "str",
    choices: ["zero", "first-ipv4", "last-ipv4", "first-ipv6", "last-ipv6"],
    default: "zero",
    description: "What that number counts from.",
  },
  rule: { type: "str", choices: ["allow", "deny", "limit", "reject"], description: "What the rule does." },
  interface: { type: "str", aliases: ["if"], description: "Interface, with direction." },
  interface_in: { type: "str", aliases: ["if_in"], description: "Interface it comes by." },
  interface_out: { type: "str", aliases: ["if_out"], description: "Interface it leaves by." },
  log: { type: "bool", default: false, description: "Log new connections of the rule." },
  from_ip: { type: "str", default: "any", aliases: ["from", "src"], description: "Where it comes from." },
  from_port: { type: "str", description: "Port it comes from." },
  to_ip: { type: "str", default: "any", aliases: ["dest", "to"], description: "Where it goes." },
  to_port: { type: "str", aliases: ["port"], description: "Port it goes to." },
  proto: {
    type: "str",
    aliases: ["protocol"],
    choices: ["ah", "any", "esp", "ipv6", "tcp", "udp", "gre", "igmp", "vrrp"],
    description: "Protocol.",
  },
  name: { type: "str", aliases: ["app"], description: "Profile of an application." },
  comment: { type: "str", description: "Comment of the rule." },
} as const satisfies Options;

type UfwArgs = Args<typeof options>;

/** `ufw` of community.general: the firewall of Ubuntu and Debian, its policies and rules. */
export const ufw = defineAction({
  name: "ufw",
  collection: "community.general",
  options,
  constraints: {
    mutuallyExclusive: [
      ["name", "proto", "logging"],
      ["direction", "interface_in"],
      ["direction", "interface_out"],
    ],
    requiredOneOf: [["state", "default", "rule", "logging"]],
  },
  async run(args, call) {
    checkDirections(args);
    const before = await look(call);
    const commands: (readonly string[])[] = [];
    const ufw = async (words: readonly string[]): Promise<string> => {
      commands.push(words);
      return (await mustRun(call, ["ufw", ...words])).stdout;
    };
    const expected = call.checkMode ? await wouldChange(args, { before, ufw }, call) : await change(args, ufw, call);
    const after = call.checkMode ? before : await look(call);
    const changed = expected || after.status !== before.status || after.rules !== before.rules;
    const said = commands.map((words) => ["ufw", ...words].join(" "));
    return resultOf({ changed, commands: said, ...(call.checkMode ? {} : { msg: after.status.trimEnd() }) });
  },
});

interface Look {
  readonly status: string;
  /** Lines that tell the rules, of all files ufw keeps them in. */
  readonly rules: string;
}

async function look(call: ActionCall): Promise<Look> {
  const { stdout } = await mustRun(call, ["ufw", "status", "verbose"]);
  const files = ["/lib/ufw", "/etc/ufw", "/var/lib/ufw"].map((folder) => `${folder}/user.rules ${folder}/user6.rules`);
  const rules = await runScript(call, `grep -h '^### tuple' ${files.join(" ")} 2>/dev/null`);
  return { status: stdout, rules: rules.stdout };
}

type Ufw = (words: readonly string[]) => Promise<string>;

const STATES = { enabled: "enable", disabled: "disable", reloaded: "reload", reset: "reset" } as const;

/** Runs what is asked for. @returns whether that is a change whatever the firewall says afterwards */
async function change(args: UfwArgs, ufw: Ufw, call: ActionCall): Promise<boolean> {
  if (args.state !== undefined) await ufw(["-f", STATES[args.state]]);
  if (args.default !== undefined) await ufw(defaultWords(args.default, args.direction));
  if (args.rule !== undefined) await ufw(ruleWords(args, args.rule, await insertNumber(args, call)));
  if (args.logging !== undefined) await ufw(["logging", args.logging]);
  return args.state === "reloaded" || args.state === "reset";
}

async function wouldChange(
  args: UfwArgs,
  { before, ufw }: { readonly before: Look; readonly ufw: Ufw },
  call: ActionCall,
): Promise<boolean> {
  const isOn = before.status.includes(" active");
  const { state } = args;
  const stateDiffers =
    state === "reloaded" || state === "reset" || (state === "enabled" && !isOn) || (state === "disabled" && isOn);
  const policy = args.default !== undefined && defaultDiffers(before.status, args.default, args.direction);
  const logging = args.logging !== undefined && loggingDiffers(before.status, args.logging);
  if (args.rule === undefined) return stateDiffers || policy || logging;
  const dry = await ufw(["--dry-run", ...ruleWords(args, args.rule, await insertNumber(args, call))]);
  return stateDiffers || policy || logging || rulesDiffer(before.rules, dry, args);
}

async function insertNumber(args: UfwArgs, call: ActionCall): Promise<number | undefined> {
  if (args.insert === undefined || args.delete) return undefined;
  if (args.insert_relative_to === "zero") return args.insert;
  const { stdout } = await mustRun(call, ["ufw", "status", "numbered"]);
  return insertPlace(args.insert, args.insert_relative_to, stdout);
}

function checkDirections(args: UfwArgs): void {
  const { direction } = args;
  if (args.default !== undefined && (direction === "in" || direction === "out"))
    throw wrongDirection("For default, direction must be one of outgoing, incoming and routed");
  if (args.rule !== undefined && direction !== undefined && direction !== "in" && direction !== "out")
    throw wrongDirection("For rules, direction must be one of in and out");
  if (args.interface !== undefined && direction === undefined)
    throw wrongDirection("'interface' needs a direction: in or out");
  if (args.rule !== undefined && !args.route && args.interface_in !== undefined && args.interface_out !== undefined)
    throw wrongDirection("Only route rules can combine interface_in and interface_out");
}

function wrongDirection(message: string): HintedError {
  return new HintedError("OPTION_INVALID", message, { hint: "Correct 'direction' and the interfaces" });
}
