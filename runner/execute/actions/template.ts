import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Value } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { pythonDateTime } from "./date-time.ts";
import { fileOptions, pathFacts } from "./files/attributes.ts";
import { digest } from "./files/checksum.ts";
import { modeText } from "./files/mode.ts";
import { findSource, targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { realPath } from "./files/real-path.ts";

const NEWLINES = { "\\n": "\n", "\\r": "\r", "\\r\\n": "\r\n", "\n": "\n", "\r": "\r", "\r\n": "\r\n" } as const;

/** `template`: a file made from a Jinja template. */
export const template = defineAction({
  name: "template",
  controllerPaths: ["src"],
  options: {
    src: { type: "path", required: true, description: "Template beside the playbook or role." },
    dest: { type: "path", required: true, description: "Where the file goes." },
    backup: { type: "bool", default: false, description: "Keep a copy of what is replaced." },
    force: { type: "bool", default: true, description: "Replace what is there." },
    follow: { type: "bool", default: false, description: "Write to what a link at dest points to." },
    validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
    trim_blocks: { type: "bool", default: true, description: "Remove the newline after a block." },
    lstrip_blocks: { type: "bool", default: false, description: "Remove blanks before a block." },
    newline_sequence: {
      type: "str",
      choices: ["\\n", "\\r", "\\r\\n", "\n", "\r", "\r\n"],
      default: "\n",
      description: "Line ends.",
    },
    block_start_string: { type: "str", description: "How blocks start." },
    block_end_string: { type: "str", description: "How blocks end." },
    variable_start_string: { type: "str", description: "How expressions start." },
    variable_end_string: { type: "str", description: "How expressions end." },
    comment_start_string: { type: "str", description: "How comments start." },
    comment_end_string: { type: "str", description: "How comments end." },
    output_encoding: {
      type: "str",
      choices: ["utf-8", "utf8"],
      default: "utf-8",
      description: "Encoding of the file.",
    },
    ...fileOptions,
  },
  async run(args, call) {
    const target = await call.target();
    const source = findSource(call, "templates", args.src);
    const content = Buffer.from(render(source, args, call));
    const given = targetPath(call, target, args.dest);
    const isFolder = given.endsWith("/") || (await target.files.stat(given, { follow: true }))?.kind === "directory";
    const named = isFolder ? join(given, basename(args.src)) : given;
    const there = await target.files.stat(named);
    if (there && !args.force) return resultOf({ changed: false, dest: named, ...pathFacts(there) });
    const path = args.follow ? await realPath(target, named) : named;
    const mode = args.mode === "preserve" ? modeText(statSync(source).mode & 0o7777) : args.mode;
    const placed = await placeFile(
      target,
      {
        path,
        content,
        attributes: { ...args, mode },
        backup: args.backup,
        validate: args.validate,
        afterHeader: source,
      },
      call,
    );
    return resultOf({
      ...placed.facts,
      dest: path,
      ...(placed.replaced ? {} : { path }),
      checksum: digest(content, "sha1"),
      ...(placed.replaced ? { md5sum: digest(content, "md5"), src: source } : {}),
      changed: placed.changed,
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
      // The diff is there even when nobody asked for one: it is empty then.
      diff: placed.diff,
    });
  },
});

interface RenderArgs {
  readonly dest: string;
  readonly trim_blocks: boolean;
  readonly lstrip_blocks: boolean;
  readonly newline_sequence: keyof typeof NEWLINES;
  readonly block_start_string?: string;
  readonly block_end_string?: string;
  readonly variable_start_string?: string;
  readonly variable_end_string?: string;
  readonly comment_start_string?: string;
  readonly comment_end_string?: string;
}

function render(source: string, args: RenderArgs, call: ActionCall): string {
  const { run, scope, task } = call;
  const text = run.state.files.text(source);
  const given = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });
  return run.templar.renderFile(text, scope.with(templateVars(source, args.dest, call)), {
    path: source,
    searchPaths: [...task.searchPath.flatMap((path) => [join(path, "templates"), path]), dirname(source)],
    trimBlocks: args.trim_blocks,
    lstripBlocks: args.lstrip_blocks,
    newlineSequence: NEWLINES[args.newline_sequence],
    ...given("blockStart", args.block_start_string),
    ...given("blockEnd", args.block_end_string),
    ...given("variableStart", args.variable_start_string),
    ...given("variableEnd", args.variable_end_string),
    ...given("commentStart", args.comment_start_string),
    ...given("commentEnd", args.comment_end_string),
  });
}

/** Variables that tell a template about itself. */
function templateVars(source: string, dest: string, { scope }: ActionCall): Map<Value, Value> {
  const stats = statSync(source);
  return new Map<Value, Value>([
    ["ansible_managed", scope.get("ansible_managed") ?? "Ansible managed"],
    ["template_host", process.env["HOSTNAME"] ?? ""],
    ["template_path", source],
    ["template_fullpath", source],
    ["template_destpath", dest],
    ["template_mtime", pythonDateTime(stats.mtime)],
    ["template_uid", process.env["USER"] ?? String(stats.uid)],
    ["template_run_date", pythonDateTime(new Date())],
  ]);
}
