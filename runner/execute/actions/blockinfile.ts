import { dirname } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { fileOptions } from "./files/attributes.ts";
import { editDiff } from "./files/edit-diff.ts";
import { editBlock } from "./files/edit-block.ts";
import { makeFolders } from "./files/make-folders.ts";
import { targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { bytesOf, textOf } from "./files/file-text.ts";

/** `blockinfile`: lines of a file between two marker lines. */
export const blockinfile = defineAction({
  name: "blockinfile",
  options: {
    path: { type: "path", required: true, aliases: ["dest", "destfile", "name"], description: "The file." },
    state: {
      type: "str",
      choices: ["present", "absent"],
      default: "present",
      description: "Whether the block is there.",
    },
    block: { type: "str", default: "", aliases: ["content"], description: "The lines." },
    marker: {
      type: "str",
      default: "# {mark} ANSIBLE MANAGED BLOCK",
      description: "Marker line; {mark} becomes BEGIN or END.",
    },
    marker_begin: { type: "str", default: "BEGIN", description: "What {mark} becomes above." },
    marker_end: { type: "str", default: "END", description: "What {mark} becomes below." },
    insertafter: { type: "str", description: "Expression that a new block goes after; EOF is the end." },
    insertbefore: { type: "str", description: "Expression that a new block goes before; BOF is the start." },
    create: { type: "bool", default: false, description: "Make the file when it is not there." },
    append_newline: { type: "bool", default: false, description: "Put an empty line after it." },
    prepend_newline: { type: "bool", default: false, description: "Put an empty line before it." },
    backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
    validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
    ...fileOptions,
  },
  constraints: { mutuallyExclusive: [["insertbefore", "insertafter"]] },
  async run(args, call) {
    const target = await call.target();
    const path = targetPath(call, target, args.path);
    const info = await target.files.stat(path, { follow: true });
    if (info?.kind === "directory")
      throw new HintedError("TASK_FAILED", `Path ${path} is a directory !`, {
        hint: "Name a file in 'path'",
        details: { rc: 256 },
      });
    if (!info && args.state === "absent") return resultOf({ changed: false, msg: `File ${path} not present` });
    if (!info && !args.create)
      throw new HintedError("TASK_FAILED", `Path ${path} does not exist !`, {
        hint: "Set 'create: true' to make it",
        details: { rc: 257 },
      });
    if (!info) await makeFolders({ target, path: dirname(path), attributes: {} }, call);
    const old = info ? textOf(await target.files.read(path)) : "";
    const edit = editBlock({ ...args, exists: info !== undefined }, old);
    const file = {
      path,
      content: bytesOf(edit.text),
      attributes: args,
      backup: args.backup,
      validate: args.validate,
    };
    const placed = await placeFile(target, file, call);
    const message =
      placed.changed && edit.message === "" ? "ownership, perms or SE linux context changed" : edit.message;
    return resultOf({
      changed: placed.changed,
      msg: message,
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
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
