import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { fileOptions } from "./files/attributes.ts";
import { targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { expandTemplate, pythonRegex } from "./files/python-regex.ts";
import { bytesOf, textOf } from "./files/file-text.ts";

/** `replace`: every match of an expression in a file. */
export const replace = defineAction({
  name: "replace",
  options: {
    path: { type: "path", required: true, aliases: ["dest", "destfile", "name"], description: "The file." },
    regexp: { type: "str", required: true, description: "What to find; ^ and $ match at lines." },
    replace: { type: "str", default: "", description: "What to put in its place; may use \\1." },
    after: { type: "str", description: "Only after a match of this." },
    before: { type: "str", description: "Only before a match of this." },
    backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
    validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
    encoding: { type: "str", choices: ["utf-8"], default: "utf-8", description: "Encoding of the file." },
    ...fileOptions,
  },
  async run(args, call) {
    const target = await call.target();
    const path = targetPath(call, target, args.path);
    const info = await target.files.stat(path, { follow: true });
    if (info?.kind === "directory")
      throw new HintedError("TASK_FAILED", `Path ${path} is a directory !`, {
        hint: "Name a file in 'path'",
        details: { rc: 256 },
      });
    if (!info)
      throw new HintedError("TASK_FAILED", `Path ${path} does not exist !`, {
        hint: "Check 'path'",
        details: { rc: 257 },
      });
    const old = textOf(await target.files.read(path));
    const section = sectionOf(args, old);
    if (!section) {
      return resultOf({
        changed: false,
        msg: `Pattern for before/after params did not match the given file: ${sectionPattern(args)}`,
        rc: 0,
      });
    }
    const { edited, count } = replaceAll(old.slice(section.start, section.end), args);
    const text = old.slice(0, section.start) + edited + old.slice(section.end);
    const content = bytesOf(count > 0 ? text : old);
    const placed = await placeFile(
      target,
      {
        path,
        content,
        attributes: args,
        backup: args.backup,
        validate: args.validate,
        beforeHeader: path,
        afterHeader: path,
      },
      call,
    );
    return resultOf({
      changed: placed.changed,
      msg: count > 0 && text !== old ? `${count} replacements made` : "",
      rc: 0,
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
      ...(placed.diff.length > 0 ? { diff: placed.diff } : {}),
    });
  },
});

interface Section {
  readonly start: number;
  readonly end: number;
}

/** The part of the text that `after` and `before` leave; undefined when they match nothing. */
function sectionOf({ after, before }: { after?: string; before?: string }, text: string): Section | undefined {
  if (after === undefined && before === undefined) return { start: 0, end: text.length };
  const [start, end] =
    pythonRegex(sectionPattern({ after, before }), "sd").exec(text)?.indices?.groups?.["subsection"] ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** The expression that cuts the part out, in Python's writing. */
function sectionPattern({ after, before }: { after?: string | undefined; before?: string | undefined }): string {
  if (after === undefined) return `(?P<subsection>.*)${before}`;
  return before === undefined ? `${after}(?P<subsection>.*)` : `${after}(?P<subsection>.*?)${before}`;
}

function replaceAll(
  text: string,
  { regexp, replace }: { regexp: string; replace: string },
): { edited: string; count: number } {
  const parts: string[] = [];
  let at = 0;
  let count = 0;
  for (const match of text.matchAll(pythonRegex(regexp, "gm"))) {
    parts.push(text.slice(at, match.index), expandTemplate(replace, match));
    at = match.index + match[0].length;
    count += 1;
  }
  return { edited: parts.join("") + text.slice(at), count };
}
