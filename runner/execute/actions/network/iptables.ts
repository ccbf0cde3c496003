import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runTool } from "../tool.ts";
import { ruleWords } from "./iptables-rule.ts";

const text = (description: string) => ({ type: "str", description }) as const;

const options = {
  table: {
    type: "str",
    choices: ["filter", "nat", "mangle", "raw", "security"],
    default: "filter",
    description: "The table.",
  },
  state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether the rule is there." },
  action: { type: "str", choices: ["append", "insert"], default: "append", description: "Where a new rule goes." },
  ip_version: { type: "str", choices: ["ipv4", "ipv6", "both"], default: "ipv4", description: "Which protocol." },
  chain: text("The chain."),
  rule_num: text("Number that an inserted rule gets."),
  protocol: text("Protocol."),
  wait: text("Seconds to wait for the lock."),
  source: text("Where packets come from."),
  to_source: text("Source they get."),
  destination: text("Where they go."),
  to_destination: text("Destination they get."),
  match: { type: "list", elements: "str", default: [], description: "Extensions to load." },
  tcp_flags: {
    type: "dict",
    description: "Flags of TCP.",
    options: {
      flags: { type: "list", elements: "str", description: "Which to look at." },
      flags_set: { type: "list", elements: "str", description: "Which must be set." },
    },
  },
  jump: text("What becomes of the packet."),
  gateway: text("Where a copy goes."),
  log_prefix: text("Start of the line in the log."),
  log_level: text("Level in the log."),
  goto: text("Chain to go on in."),
  in_interface: text("Interface they come by."),
  out_interface: text("Interface they leave by."),
  fragment: text("Fragments."),
  set_counters: text("Counters to start with."),
  source_port: text("Port or range they come from."),
  destination_port: text("Port or range they go to."),
  destination_ports: { type: "list", elements: "str", default: [], description: "Ports they go to." },
  to_ports: text("Ports they are sent to."),
  set_dscp_mark: text("DSCP mark."),
  set_dscp_mark_class: text("DSCP class."),
  comment: text("Comment."),
  ctstate: { type: "list", elements: "str", default: [], description: "States of connections." },
  src_range: text("Range of sources."),
  dst_range: text("Range of destinations."),
  match_set: text("Name of a set."),
  match_set_flags: text("What of the packet is looked up in the set."),
  limit: text("How many in a time."),
  limit_burst: text("How many at once."),
  uid_owner: text("User of the socket."),
  gid_owner: text("Group of the socket."),
  reject_with: text("Answer of a rejection."),
  icmp_type: text("Type of ICMP."),
  syn: { type: "str", choices: ["ignore", "match", "negate"], default: "ignore", description: "New connections." },
  flush: { type: "bool", default: false, description: "Remove all rules of the chain, or of the table." },
  policy: {
    type: "str",
    choices: ["ACCEPT", "DROP", "QUEUE", "RETURN"],
    description: "What the chain does at its end.",
  },
  chain_management: { type: "bool", default: false, description: "Make and remove chains, when no rule is given." },
  numeric: { type: "bool", default: false, description: "Do not look up names." },
} as const satisfies Options;

type IptablesArgs = Args<typeof options>;

/** `iptables`: rules, policies and chains in force on the target; they are not saved. */
export const iptables = defineAction({
  name: "iptables",
  options,
  constraints: {
    mutuallyExclusive: [["set_dscp_mark", "set_dscp_mark_class"]],
    requiredIf: [
      ["jump", "TEE", ["gateway"]],
      ["jump", "tee", ["gateway"]],
      ["flush", false, ["chain"]],
    ],
  },
  async run(given, call) {
    if (given.flush && given.policy !== undefined) throw bothFlushAndPolicy();
    const args = withLogging(given);
    const rule = ruleWords(partsOf(args));
    const versions = args.ip_version === "both" ? (["ipv4", "ipv6"] as const) : [args.ip_version];
    let changed = false;
    for (const version of versions) {
      const words = args.ip_version === "both" ? ruleWords({ ...partsOf(args), ip_version: version }) : rule;
      const table = new Table(version === "ipv4" ? "iptables" : "ip6tables", { args, rule: words }, call);
      changed = (await table.bringInLine()) || changed;
    }
    const { ip_version, chain, flush, state, chain_management, wait } = args;
    return resultOf({
      changed,
      ip_version,
      table: args.table,
      chain: chain ?? null,
      flush,
      rule: rule.join(" "),
      state,
      chain_management,
      wait: wait ?? null,
    });
  },
});

function partsOf(args: IptablesArgs) {
  return {
    ...args,
    match: args.match.map(String),
    destination_ports: args.destination_ports.map(String),
    ctstate: args.ctstate.map(String),
  };
}

function withLogging(args: IptablesArgs): IptablesArgs {
  if (args.log_prefix === undefined && args.log_level === undefined) return args;
  if (args.jump === undefined) return { ...args, jump: "LOG" };
  if (args.jump === "LOG") return args;
  throw new HintedError("OPTION_CONFLICT", "Logging options can only be used with the LOG jump target", {
    hint: "Set 'jump: LOG', or leave out log_prefix and log_level",
  });
}

function bothFlushAndPolicy(): HintedError {
  return new HintedError("OPTION_CONFLICT", "Options 'flush', 'policy' exclude each other", {
    hint: "Keep one of 'flush', 'policy'",
  });
}

interface Wanted {
  readonly args: IptablesArgs;
  readonly rule: readonly string[];
}

/** One protocol's tables, and what is to become of them. */
class Table {
  readonly #program: string;
  readonly #wanted: Wanted;
  readonly #call: ActionCall;

  constructor(program: string, wanted: Wanted, call: ActionCall) {
    this.#program = program;
    this.#wanted = wanted;
    this.#call = call;
  }

  /** @returns whether anything was (in check mode: would be) changed */
  async bringInLine(): Promise<boolean> {
    const { args, rule } = this.#wanted;
    if (args.flush) {
      await this.#change("-F");
      return true;
    }
    if (args.policy !== undefined) return this.#setPolicy(args.policy);
    if (rule.length === 0) return this.#manageChain();
    const isThere = (await this.#look("-C", rule)).rc === 0;
    if (isThere === (args.state === "present")) return false;
    const verb = args.state === "absent" ? "-D" : args.action === "insert" ? "-I" : "-A";
    await this.#change(verb, rule);
    return true;
  }

  async #setPolicy(policy: string): Promise<boolean> {
    const { stdout } = await this.#look("-L", this.#numeric());
    const current = /\(policy ([A-Z]+)\)/.exec(stdout.split("\n")[0] ?? "")?.[1];
    if (current === undefined) {
      throw new HintedError("TASK_FAILED", "Can't detect current policy", {
        hint: "Only built-in chains such as INPUT have a policy; become: true is needed to read it",
      });
    }
    if (current !== policy) await this.#change("-P", [policy]);
    return current !== policy;
  }

  async #manageChain(): Promise<boolean> {
    const { state, chain_management: manages } = this.#wanted.args;
    const isThere = (await this.#look("-L", this.#numeric())).rc === 0;
    const differs = isThere !== (state === "present");
    if (differs && manages) await this.#change(state === "present" ? "-N" : "-X");
    return differs;
  }

  #numeric(): readonly string[] {
    return this.#wanted.args.numeric ? ["--numeric"] : [];
  }

  #look(verb: string, words: readonly string[]) {
    return runTool(this.#call, this.#argv(verb, words));
  }

  async #change(verb: string, words: readonly string[] = []): Promise<void> {
    if (!this.#call.checkMode) await mustRun(this.#call, this.#argv(verb, words));
  }

  #argv(verb: string, words: readonly string[]): readonly string[] {
    const { table, chain, rule_num: number, wait } = this.#wanted.args;
    return [
      this.#program,
      "-t",
      table,
      verb,
      ...(chain === undefined ? [] : [chain]),
      ...(verb === "-I" && number !== undefined ? [number] : []),
      ...(wait === undefined ? [] : ["-w", wait]),
      ...words,
    ];
  }
}
