import { dirname } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { editDiff } from "./files/edit-diff.ts";
import { absentLine, type LineEdit, presentLine } from "./files/edit-lines.ts";
import { fileOptions } from "./files/attributes.ts";
import { makeFolders } from "./files/make-folders.ts";
import { targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { bytesOf, textOf } from "./files/file-text.ts";

/** `lineinfile`: one line of a file. */
export const lineinfile = defineAction({
  name: "lineinfile",
  options: {
    path: { type: "path", required: true, aliases: ["dest", "destfile", "name"], description: "The file." },
    state: {
      type: "str",
      choices: ["present", "absent"],
      default: "present",
      description: "Whether the line is there.",
    },
    line: { type: "str", aliases: ["value"], description: "The line." },
    regexp: { type: "str", aliases: ["regex"], description: "Regular expression that finds it." },
    search_string: { type: "str", description: "Text that finds it." },
    backrefs: { type: "bool", default: false, description: "Put groups of regexp into line." },
    insertafter: { type: "str", description: "Expression that a new line goes after; EOF is the end." },
    insertbefore: { type: "str", description: "Expression that a new line goes before; BOF is the start." },
    firstmatch: { type: "bool", default: false, description: "Use the first match of these, not the last." },
    create: { type: "bool", default: false, description: "Make the file when it is not there." },
    backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
    validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
    ...fileOptions,
  },
  constraints: {
    mutuallyExclusive: [
      ["insertbefore", "insertafter"],
      ["regexp", "search_string"],
    ],
  },
  async run(args, call) {
    const target = await call.target();
    const path = targetPath(call, target, args.path);
    const info = await target.files.stat(path, { follow: true });
    if (info?.kind === "directory")
      throw new HintedError("TASK_FAILED", `Path ${path} is a directory !`, { hint: "Name a file in 'path'" });
    if (args.state === "present" && args.line === undefined)
      throw new HintedError("OPTION_MISSING", "line is required with state=present", { hint: "Add 'line'" });
    if (!info && args.state === "absent") return resultOf({ changed: false, msg: "file not present" });
    if (!info && !args.create)
      throw new HintedError("TASK_FAILED", `Destination ${path} does not exist !`, {
        hint: "Set 'create: true' to make it",
        details: { rc: 257 },
      });
    const old = info ? textOf(await target.files.read(path)) : "";
    const edit = editOf(args, old);
    if (!info) await makeFolders({ target, path: dirname(path), attributes: {} }, call);
    const content = bytesOf(edit.text);
    const unchanged = info !== undefined && edit.text === old;
    const file = {
      path,
      content,
      attributes: args,
      backup: args.backup,
      validate: args.validate,
    };
    const placed = await placeFile(target, file, call);
    return resultOf({
      changed: placed.changed,
      msg: unchanged && placed.changed ? "ownership, perms or SE linux context changed" : edit.message,
      ...(edit.found === undefined ? {} : { found: edit.found }),
      backup: placed.backupFile ?? "",
      ...warningOf(args),
      diff: editDiff(
        {
          path,
          before: old,
          after: edit.text,
          attributes: placed.diff.find((entry) => typeof entry["before"] === "object"),
        },
        call.diff,
      ),
    });
  },
});

/** An empty expression or text is in every line. */
function warningOf({ regexp, search_string }: LineArgs): { readonly warnings?: readonly string[] } {
  if (regexp !== "" && search_string !== "") return {};
  const [name, advice] = regexp === "" ? ["regexp", "write '^' when every line is meant"] : ["search_string", ""];
  return {
    warnings: [`${name} is empty, which every line matches: the last one is replaced${advice && `; ${advice}`}`],
  };
}

interface LineArgs {
  readonly state: "present" | "absent";
  readonly line?: string;
  readonly regexp?: string;
  readonly search_string?: string;
  readonly backrefs: boolean;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly firstmatch: boolean;
}

function editOf(args: LineArgs, old: string): LineEdit {
  if (args.backrefs && args.regexp === undefined)
    throw new HintedError("OPTION_MISSING", "regexp is required with backrefs=true", { hint: "Add 'regexp'" });
  if (args.state === "absent") {
    if (args.regexp === undefined && args.search_string === undefined && args.line === undefined) {
      throw new HintedError("OPTION_MISSING", "one of line, search_string, or regexp is required with state=absent", {
        hint: "Add one of them",
      });
    }
    return absentLine(args, old);
  }
  return presentLine({ ...args, line: args.line ?? "" }, old);
}
