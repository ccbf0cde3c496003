import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { listArg } from "./value-args.ts";

const NAMES = ["name", "hostname", "host"];
const GROUPS = ["groupname", "groups", "group"];
const NOT_VARIABLES: ReadonlySet<string> = new Set(["name", "hostname", "groupname", "groups"]);

/** `add_host`: adds a host with variables to the inventory of this run, and to groups. */
export const addHost = defineValueAction({
  name: "add_host",
  options: {
    name: { type: "str", required: true, aliases: ["hostname", "host"], description: "The host, perhaps with :port." },
    groups: { type: "list", elements: "str", aliases: ["groupname", "group"], description: "Groups to put it in." },
  },
  once: true,
  open: true,
  freeForm: true,
  run({ args, raw, run }) {
    const given: Dict = isDict(raw) ? new Map([...raw, ...args]) : new Map(args);
    const [name, port] = splitPort(hostName(given));
    if (port !== undefined) given.set("ansible_ssh_port", port);
    const groups = [...new Set(listArg(given, GROUPS.find((key) => given.has(key)) ?? "groups"))].filter(Boolean);
    const vars: Dict = new Map([...given].filter(([key]) => !(typeof key === "string" && NOT_VARIABLES.has(key))));
    const changed = run.state.inventory.addHost(name, groups, vars);
    const added: Dict = new Map<Value, Value>([
      ["host_name", name],
      ["groups", groups],
      ["host_vars", vars],
    ]);
    return resultOf({ changed }).set("add_host", added);
  },
});

function hostName(args: Dict): string {
  const name = NAMES.map((key) => args.get(key)).find((value) => value !== undefined && value !== null);
  if (typeof name === "string" && name !== "") return name;
  if (typeof name === "number") return String(name);
  throw new HintedError("OPTION_MISSING", "Option 'name' is missing", { hint: "Add 'name' to the task" });
}

function splitPort(text: string): [string, number | undefined] {
  const match = /^([^:[\]]+|\[[0-9a-fA-F:]+\]):(\d+)$/.exec(text);
  const name = match?.[1];
  return name === undefined ? [text, undefined] : [name.replace(/^\[|\]$/g, ""), Number(match?.[2])];
}
