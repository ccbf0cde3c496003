import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { type Result, resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { targetPath } from "../files/paths.ts";
import { mustRun, runTool } from "../tool.ts";

const options = {
  repo: { type: "str", required: true, aliases: ["name"], description: "Address of the repository." },
  dest: { type: "path", required: true, description: "Folder of the working tree." },
  version: { type: "str", default: "HEAD", description: "Branch, tag or commit." },
  remote: { type: "str", default: "origin", description: "Name of the remote." },
  depth: { type: "int", description: "How many commits of history to get." },
  clone: { type: "bool", default: true, description: "Make the working tree when it is not there." },
  update: { type: "bool", default: true, description: "Look for newer commits when it is." },
  force: { type: "bool", default: false, description: "Throw away changes of files git knows." },
  recursive: { type: "bool", default: true, description: "Get submodules as well." },
  single_branch: { type: "bool", default: false, description: "Get no other branch." },
  accept_newhostkey: { type: "bool", default: false, description: "Trust a host that is not known yet." },
  key_file: { type: "path", description: "Private key of the target to log in with." },
} as const satisfies Options;

type GitArgs = Args<typeof options>;

/** `git`: a working tree of a repository, on the target. */
export const git = defineAction({
  name: "git",
  options,
  async run(args, call) {
    const tree = new WorkingTree(args, call, targetPath(call, await call.target(), args.dest));
    if (!(await tree.exists())) return firstClone(args, tree, call);
    const before = await tree.head();
    if (!args.update) return resultOf({ changed: false, before, after: before });
    const hasChanges = await tree.hasChanges();
    if (hasChanges && !args.force) throw localChanges(args.dest);
    const moved = await tree.setAddress();
    const wanted = await tree.wanted();
    const changed = hasChanges || moved || wanted.commit !== before;
    if (call.checkMode || !changed) {
      return resultOf({ changed, before, after: wanted.commit, remote_url_changed: moved });
    }
    if (hasChanges) await tree.git(["reset", "--hard", "HEAD"]);
    await tree.checkOut(wanted);
    const after = await tree.head();
    return resultOf({ changed: hasChanges || moved || after !== before, before, after, remote_url_changed: moved });
  },
});

async function firstClone(args: GitArgs, tree: WorkingTree, call: ActionCall): Promise<Result> {
  const wanted = await tree.wanted();
  if (!args.clone || call.checkMode) return resultOf({ changed: true, before: null, after: wanted.commit });
  await tree.clone(wanted);
  return resultOf({ changed: true, before: null, after: await tree.head() });
}

interface Version {
  readonly kind: "branch" | "tag" | "commit";
  readonly name: string;
  readonly commit: string;
}

class WorkingTree {
  readonly #args: GitArgs;
  readonly #call: ActionCall;
  readonly #path: string;

  constructor(args: GitArgs, call: ActionCall, path: string) {
    this.#args = args;
    this.#call = call;
    this.#path = path;
  }

  async exists(): Promise<boolean> {
    return (await runTool(this.#call, ["git", "-C", this.#path, "rev-parse", "--git-dir"])).rc === 0 && this.#isOwn();
  }

  /** A folder inside another working tree is not one itself. */
  async #isOwn(): Promise<boolean> {
    const target = await this.#call.target();
    return (await target.files.stat(`${this.#path}/.git`)) !== undefined;
  }

  /** Runs git in the working tree. @throws HintedError TASK_FAILED */
  async git(words: readonly string[]): Promise<string> {
    return (await this.#run(["-C", this.#path, ...words])).trim();
  }

  async #run(words: readonly string[]): Promise<string> {
    const { key_file: key, accept_newhostkey: accept } = this.#args;
    const ssh = [
      "ssh",
      "-o BatchMode=yes",
      ...(accept ? ["-o StrictHostKeyChecking=accept-new"] : []),
      ...(key === undefined ? [] : ["-o IdentitiesOnly=yes", `-i '${key}'`]),
    ].join(" ");
    const env = { GIT_TERMINAL_PROMPT: "0", GIT_SSH_COMMAND: ssh };
    return (await mustRun(this.#call, ["git", ...words], { env })).stdout;
  }

  head(): Promise<string> {
    return this.git(["rev-parse", "HEAD"]);
  }

  async hasChanges(): Promise<boolean> {
    return (await this.git(["status", "--porcelain", "-uno"])) !== "";
  }

  /** Points the remote at the repository asked for. @returns whether it (in check mode: would have) pointed elsewhere */
  async setAddress(): Promise<boolean> {
    const { remote, repo } = this.#args;
    const current = await runTool(this.#call, ["git", "-C", this.#path, "config", "--get", `remote.${remote}.url`]);
    const found = current.stdout.trim();
    if (found === repo) return false;
    if (!this.#call.checkMode) await this.git(["remote", found === "" ? "add" : "set-url", remote, repo]);
    return true;
  }

  /** What the version asked for is at the remote. @throws HintedError TASK_FAILED when the remote has no such version */
  async wanted(): Promise<Version> {
    const { version, repo } = this.#args;
    const lines = (await this.#run(["ls-remote", "--symref", repo])).split("\n");
    const refs = new Map(
      lines.map((line) => line.split("\t")).map(([commit = "", name = ""]) => [name, commit] as const),
    );
    if (version === "HEAD") {
      const branch = lines.map((line) => /^ref: refs\/heads\/(\S+)\tHEAD$/.exec(line)?.[1]).find(Boolean);
      const commit = lines.find((line) => /^[0-9a-f]{40,}\tHEAD$/.test(line))?.split("\t")[0];
      if (branch !== undefined && commit !== undefined) return { kind: "branch", name: branch, commit };
    }
    const branch = refs.get(`refs/heads/${version}`);
    if (branch !== undefined) return { kind: "branch", name: version, commit: branch };
    const tag = refs.get(`refs/tags/${version}^{}`) ?? refs.get(`refs/tags/${version}`);
    if (tag !== undefined) return { kind: "tag", name: version, commit: tag };
    if (/^[0-9a-f]{40}$/.test(version)) return { kind: "commit", name: version, commit: version };
    throw new HintedError("TASK_FAILED", `The repository has no branch or tag '${version}'`, {
      hint: "Correct 'version'; a commit is given by all its 40 digits",
    });
  }

  async clone({ kind, name }: Version): Promise<void> {
    const { depth, remote, repo, single_branch: single } = this.#args;
    const words = [
      "clone",
      "--origin",
      remote,
      ...(depth === undefined || kind === "commit" ? [] : ["--depth", String(depth)]),
      ...(kind === "commit" ? [] : ["--branch", name]),
      ...(single ? ["--single-branch"] : []),
      repo,
      this.#path,
    ];
    await this.#run(words);
    if (kind === "commit") await this.git(["checkout", "--force", name]);
    await this.#submodules();
  }

  async checkOut({ kind, name, commit }: Version): Promise<void> {
    const { depth, remote } = this.#args;
    const shallow = depth === undefined ? [] : ["--depth", String(depth)];
    const spec =
      kind === "branch" ? `+refs/heads/${name}:refs/remotes/${remote}/${name}` : `+refs/tags/${name}:refs/tags/${name}`;
    await this.git(kind === "commit" ? ["fetch", "--tags", remote] : ["fetch", ...shallow, remote, spec]);
    if (kind !== "branch") await this.git(["checkout", "--force", kind === "tag" ? `refs/tags/${name}` : commit]);
    else {
      await this.git(["checkout", "--force", "-B", name, `refs/remotes/${remote}/${name}`]);
    }
    await this.#submodules();
  }

  async #submodules(): Promise<void> {
    const target = await this.#call.target();
    if (!this.#args.recursive || !(await target.files.stat(`${this.#path}/.gitmodules`))) return;
    await this.git(["submodule", "sync"]);
    await this.git(["submodule", "update", "--init", "--recursive"]);
  }
}

function localChanges(dest: string): HintedError {
  return new HintedError("TASK_FAILED", `Local modifications exist in the destination: ${dest} (force=no).`, {
    hint: "Set 'force: true' to throw them away",
  });
}
