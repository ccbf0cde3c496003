import type { Options } from "../../core/spec/options.ts";
import type { RunnableModule } from "./runnable.ts";
import { type ExampleGrants, privilegeSection } from "./privilege-section.ts";
import { paragraphs } from "./sidecar.ts";

/** The module's page in `docs/reference/`: options, results and privileges as tables, examples as they are tested. */
export function referencePage(module: RunnableModule, examples: string, grants: ExampleGrants): string {
  const options = optionRows(module.options, "");
  const returns = Object.entries(module.returns).map(([name, value]) =>
    row([`\`${name}\``, `${value.type}, ${value.returned}`, plain(value.description)]),
  );
  return [
    `# ${module.name}`,
    "",
    `${module.summary}.`,
    "",
    ...module.description.flatMap((text) => [plain(text), ""]),
    "Check mode and diff: full.",
    "",
    "## Options",
    "",
    row(["option", "type", "meaning"]),
    row(["---", "---", "---"]),
    ...options,
    "",
    "## Results",
    "",
    row(["key", "type", "meaning"]),
    row(["---", "---", "---"]),
    ...returns,
    "",
    ...privilegeSection(grants),
    "## Examples",
    "",
    "```yaml",
    examples.trimEnd(),
    "```",
    "",
  ].join("\n");
}

/** One row for each option; those of a dictionary follow it as `name.suboption`. */
function optionRows(options: Options, prefix: string): readonly string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const label = prefix + (option.indexed === undefined ? name : `${name}0..${option.indexed - 1}`);
    const facts = [
      option.type === "list" ? `list of ${option.elements ?? "any"}` : option.type,
      option.required ? "required" : "",
      option.default === undefined ? "" : `default ${JSON.stringify(option.default)}`,
      option.choices ? `one of ${option.choices.join(", ")}` : "",
      option.aliases ? `also ${option.aliases.join(", ")}` : "",
      option.secret ? "secret" : "",
    ];
    return [
      row([`\`${label}\``, facts.filter(Boolean).join("; "), paragraphs(name, option).map(plain).join(" ")]),
      ...optionRows(option.options ?? {}, `${label}.`),
    ];
  });
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** Ansible's markup (`O(x)`, `V(x)`, `C(x)`, `E(x)`) as code. */
function plain(text: string): string {
  return text.replaceAll(/\b[OVCEB]\(([^)]*)\)/g, "`$1`");
}
