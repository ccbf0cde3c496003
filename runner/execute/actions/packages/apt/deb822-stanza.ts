import type { Args, Options } from "../../../../../core/spec/options.ts";

/** The fields of a source, by the names of the options. */
export const stanzaOptions = {
  name: { type: "str", required: true, description: "Name of the source and of its file." },
  types: {
    type: "list",
    elements: "str",
    choices: ["deb", "deb-src"],
    default: ["deb"],
    description: "Kinds of packages.",
  },
  uris: { type: "list", elements: "str", description: "Addresses." },
  suites: { type: "list", elements: "str", description: "Suites, or paths ending in /." },
  components: { type: "list", elements: "str", description: "Components." },
  signed_by: { type: "str", description: "The key: its address, its file or itself." },
  architectures: { type: "list", elements: "str", description: "Architectures." },
  languages: { type: "list", elements: "str", description: "Languages of translations." },
  targets: { type: "list", elements: "str", description: "What is downloaded." },
  enabled: { type: "bool", description: "Whether it is used." },
  trusted: { type: "bool", description: "Whether signatures do not matter." },
  allow_insecure: { type: "bool", description: "Whether it may lack a signature." },
  allow_weak: { type: "bool", description: "Whether weak algorithms are fine." },
  allow_downgrade_to_insecure: { type: "bool", description: "Whether it may lose its signature." },
  by_hash: { type: "bool", description: "Whether lists are asked for by hash." },
  check_date: { type: "bool", description: "Whether the date of a list matters." },
  check_valid_until: { type: "bool", description: "Whether a list may be out of date." },
  date_max_future: { type: "int", description: "Seconds a list may be from the future." },
  inrelease_path: { type: "str", description: "Where the list of lists is." },
  pdiffs: { type: "bool", description: "Whether differences of lists are downloaded." },
} as const satisfies Options;

/** Arguments that make up a source. */
export type StanzaArgs = Args<typeof stanzaOptions>;

/** The text of a .sources file: fields in the order of their options' names; lists are in one line, texts of several lines indented. */
export function renderStanza(args: StanzaArgs, signedBy: string | undefined): string {
  const values = { ...args, signed_by: signedBy };
  const fields = Object.entries(values).filter(([name]) => name in stanzaOptions);
  return fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (value === undefined ? [] : [`${fieldName(name)}:${fieldText(value)}\n`]))
    .join("");
}

function fieldName(name: string): string {
  if (name === "name") return "X-Repolib-Name";
  if (name === "uris") return "URIs";
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
}

/** What follows the colon: a blank and the value, or indented lines below it. */
function fieldText(value: boolean | number | string | readonly string[]): string {
  if (typeof value === "boolean") return value ? " yes" : " no";
  if (typeof value === "number") return ` ${value}`;
  const text = typeof value === "string" ? value : value.join(" ");
  if (!text.includes("\n")) return ` ${text}`;
  const lines = text.trim().split("\n");
  return `\n${lines.map((line) => `    ${line.trim() === "" ? "." : line.trim()}`).join("\n")}`;
}
