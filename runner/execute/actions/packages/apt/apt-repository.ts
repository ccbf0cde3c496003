import { HintedError } from "../../../../../core/errors.ts";
import { resultOf } from "../../../result.ts";
import { type ActionCall, defineAction } from "../../action.ts";
import { applyAttributes } from "../../files/attributes.ts";
import { makeFolders } from "../../files/make-folders.ts";
import { runScript } from "../../tool.ts";
import { updateLists } from "./refresh-lists.ts";
import {
  fileNameFor,
  parseSource,
  renderSources,
  SOURCES_FILE,
  SOURCES_FOLDER,
  type SourceLists,
  withoutSource,
  withSource,
} from "./source-lists.ts";

/** `apt_repository`: a source of packages, in the one-line form. */
export const aptRepository = defineAction({
  name: "apt_repository",
  options: {
    repo: { type: "str", required: true, description: "The line: deb ADDRESS SUITE COMPONENTS." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is used." },
    filename: { type: "str", description: "File of sources.list.d, without its ending." },
    mode: { type: "raw", description: "Permissions of a new file." },
    update_cache: {
      type: "bool",
      default: true,
      aliases: ["update-cache"],
      description: "Read the lists anew after a change.",
    },
    update_cache_retries: { type: "int", default: 5, min: 1, description: "How often that is tried." },
    update_cache_retry_max_delay: { type: "int", default: 12, description: "Seconds between tries at most." },
    install_python_apt: {
      type: "bool",
      default: true,
      description: "Install what Ansible's module needs; this one needs nothing.",
    },
  },
  async run(args, call) {
    const { repo, state } = args;
    const source = sourceOf(repo);
    const before = await readLists(call);
    const name = `${args.filename ?? fileNameFor(source)}.list`;
    const file = name.includes("/") ? name : `${SOURCES_FOLDER}/${name}`;
    const after = state === "present" ? withSource(before, source, file) : withoutSource(before, source);
    const changes = changedFiles(before, after);
    const changed = changes.length > 0;
    if (changed && !call.checkMode) {
      for (const change of changes) await save(change, args.mode, call);
      if (args.update_cache) await updateLists({ ...args, lock_timeout: 60 }, call);
    }
    const named = (list: readonly FileChange[]): readonly string[] => list.map((change) => change.file);
    return resultOf({
      changed,
      repo,
      state,
      sources_added: named(changes.filter((change) => change.before === "")),
      sources_removed: named(changes.filter((change) => change.after === "")),
      diff: call.diff ? changes.filter((change) => change.before === "" || change.after === "").map(fileDiff) : [],
    });
  },
});

function sourceOf(repo: string): string {
  if (repo.startsWith("ppa:")) {
    throw new HintedError("OPTION_UNSUPPORTED", `'${repo}' is a PPA: its key would have to be asked for at Launchpad`, {
      hint: "Use deb822_repository with the PPA's address and key",
    });
  }
  const { source, valid, enabled } = parseSource(repo);
  if (valid && enabled) return source;
  throw new HintedError("OPTION_INVALID", `Invalid repository string: ${repo}`, {
    hint: "Write 'deb ADDRESS SUITE COMPONENT'",
  });
}

async function readLists(call: ActionCall): Promise<SourceLists> {
  const script = `for f in "$1" "$2"/*.list; do [ -f "$f" ] && { printf '=%s\\n' "$f"; cat "$f"; echo; }; done; :`;
  const { stdout } = await runScript(call, script, [SOURCES_FILE, SOURCES_FOLDER]);
  const lists = new Map<string, ReturnType<typeof parseSource>[]>();
  for (const block of stdout.split(/^(?==\/)/m).filter((one) => one !== "")) {
    const [head = "", ...lines] = block.split("\n");
    // One empty line ends a file that ends in a newline, two one that does not.
    while (lines.at(-1) === "") lines.pop();
    lists.set(head.slice(1), lines.map(parseSource));
  }
  return lists;
}

interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

function changedFiles(before: SourceLists, after: SourceLists): readonly FileChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((file) => ({
      file,
      before: renderSources(before.get(file) ?? []),
      after: renderSources(after.get(file) ?? []),
    }))
    .filter((change) => change.before !== change.after);
}

async function save({ file, before, after }: FileChange, mode: unknown, call: ActionCall): Promise<void> {
  const target = await call.target();
  if (after === "") return target.files.remove(file);
  await makeFolders({ target, path: SOURCES_FOLDER, attributes: {} }, call);
  await target.files.write(file, Buffer.from(after));
  if (before === "") await applyAttributes(target, { path: file, check: false }, { mode: mode ?? "0644" });
}

function fileDiff({ file, before, after }: FileChange): Readonly<Record<string, string>> {
  return {
    before,
    after,
    before_header: before === "" ? "/dev/null" : file,
    after_header: after === "" ? "/dev/null" : file,
  };
}
