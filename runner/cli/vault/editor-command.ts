import type { EditorContext } from "../../../vault/editor.ts";
import type { CommandContext } from "../command-context.ts";
import { configOf } from "./shared.ts";

/** The user's editor: `EDITOR` or `editor` of ansible.cfg, else `vi`. */
export function editorOf(context: CommandContext): EditorContext {
  const editor = configOf(context).text({ env: ["EDITOR"], ini: ["defaults", "editor"] }) ?? "vi";
  return { command: words(editor), env: context.env };
}

function words(command: string): string[] {
  const parts = command.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? ["vi"];
  return parts.map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, (_whole, a, b) => String(a ?? b)));
}
