import { dirname } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import type { Target } from "../../connections/target.ts";
import { resultOf } from "../../result.ts";
import { defineAction } from "../action.ts";
import { applyAttributes, fileOptions, pathFacts } from "./attributes.ts";
import { editIni } from "./edit-ini.ts";
import { makeFolders } from "./make-folders.ts";
import { targetPath } from "./paths.ts";
import { placeFile } from "./place-file.ts";
import { bytesOf, textOf } from "./file-text.ts";

/** `ini_file` of community.general: one option or section of an INI file. */
export const iniFile = defineAction({
  name: "ini_file",
  collection: "community.general",
  options: {
    path: { type: "path", required: true, aliases: ["dest"], description: "The file." },
    section: { type: "str", description: "Its section; none is what stands before the first." },
    option: { type: "str", description: "The option; none is the whole section." },
    value: { type: "str", description: "Its value." },
    values: { type: "list", elements: "str", description: "Its values, one a line." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is there." },
    exclusive: { type: "bool", default: true, description: "Other lines of the option go." },
    no_extra_spaces: { type: "bool", default: false, description: "No blanks around =." },
    allow_no_value: { type: "bool", default: false, description: "The option may stand without a value." },
    create: { type: "bool", default: true, description: "Make the file when it is not there." },
    backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
    ...fileOptions,
  },
  constraints: { mutuallyExclusive: [["value", "values"]] },
  async run(args, call) {
    const target = await call.target();
    const path = targetPath(call, target, args.path);
    const values = args.value === undefined ? (args.values ?? []).map(String) : [args.value];
    const isOpen = args.state === "present" && !args.allow_no_value;
    if (isOpen && values.length === 0) throw missing("Parameter 'value(s)' must be defined", "'value' or 'values'");
    if (isOpen && args.option === undefined) throw missing("'value' is given without an option", "'option'");
    const old = await read(target, path, args.create);
    const base = old === "" ? "\n" : old;
    const edit = editIni(
      {
        section: args.section,
        option: args.option,
        values: [...new Set(values)],
        state: args.state,
        exclusive: args.exclusive,
        noExtraSpaces: args.no_extra_spaces,
        allowNoValue: args.allow_no_value,
      },
      base.endsWith("\n") ? base : `${base}\n`,
    );
    if (edit.text === base) {
      const { changed } = await applyAttributes(target, { path, check: call.checkMode }, args);
      const info = await target.files.stat(path, { follow: true });
      return resultOf({ ...(info ? pathFacts(info) : {}), changed, msg: edit.message, path });
    }
    await makeFolders({ target, path: dirname(path), attributes: {} }, call);
    const header = `${path} (content)`;
    const file = { path, content: bytesOf(edit.text), attributes: args, backup: args.backup, validate: undefined };
    const placed = await placeFile(target, { ...file, beforeHeader: header, afterHeader: header }, call);
    return resultOf({
      ...placed.facts,
      changed: true,
      msg: edit.message,
      path,
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
      ...(placed.diff.length > 0 ? { diff: placed.diff } : {}),
    });
  },
});

/** The text, with newlines as Unix has them and without a byte order mark; empty when there is no file. */
async function read(target: Target, path: string, create: boolean): Promise<string> {
  if (await target.files.stat(path, { follow: true })) {
    const text = textOf(await target.files.read(path));
    return text.replace(/^\u{feff}/u, "").replaceAll(/\r\n?/g, "\n");
  }
  if (create) return "";
  throw new HintedError("TASK_FAILED", `Destination ${path} does not exist!`, {
    hint: "Set 'create: true' to make it",
    details: { rc: 257 },
  });
}

function missing(message: string, options: string): HintedError {
  return new HintedError("OPTION_MISSING", message, { hint: `Add ${options}` });
}
