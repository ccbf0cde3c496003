import type { Task } from "../../compile/model.ts";
import type { Action } from "./action.ts";
import { authorizedKey } from "./accounts/authorized-key.ts";
import { group } from "./accounts/group.ts";
import { knownHosts } from "./accounts/known-hosts.ts";
import { user } from "./accounts/user.ts";
import { archive } from "./archives/make-archive.ts";
import { unarchive } from "./archives/unarchive.ts";
import { iptables } from "./network/iptables.ts";
import { ufw } from "./network/ufw.ts";
import { aptKey } from "./packages/apt/apt-key.ts";
import { aptRepository } from "./packages/apt/apt-repository.ts";
import { deb822Repository } from "./packages/apt/deb822-repository.ts";
import { apt } from "./packages/apt/index.ts";
import { dnf, yum } from "./packages/dnf.ts";
import { packageFacts } from "./packages/package-facts.ts";
import { packageAction } from "./packages/package.ts";
import { pip } from "./packages/pip.ts";
import { cron } from "./system/cron.ts";
import { git } from "./system/git.ts";
import { getent } from "./system/getent.ts";
import { hostname } from "./system/hostname.ts";
import { modprobe } from "./system/modprobe.ts";
import { mount } from "./system/mount.ts";
import { reboot } from "./system/reboot.ts";
import { serviceFacts } from "./system/service-facts.ts";
import { sysctl } from "./system/sysctl.ts";
import { timezone } from "./system/timezone.ts";
import { addHost } from "./add-host.ts";
import { assemble } from "./assemble.ts";
import { assert } from "./assert.ts";
import { asyncStatus } from "./async-status.ts";
import { blockinfile } from "./blockinfile.ts";
import { command } from "./command.ts";
import { copy } from "./copy.ts";
import { debug } from "./debug.ts";
import { fail } from "./fail.ts";
import { fetch } from "./fetch.ts";
import { file } from "./file.ts";
import { find } from "./find.ts";
import { gatherFacts } from "./gather-facts.ts";
import { getUrl } from "./get-url.ts";
import { groupBy } from "./group-by.ts";
import { includeVars } from "./include-vars.ts";
import { lineinfile } from "./lineinfile.ts";
import { iniFile } from "./files/ini-file.ts";
import { pause } from "./pause.ts";
import { ping } from "./ping.ts";
import { raw } from "./raw.ts";
import { replace } from "./replace.ts";
import { script } from "./script.ts";
import { service, systemd, systemdService } from "./systemd.ts";
import { setFact } from "./set-fact.ts";
import { setStats } from "./set-stats.ts";
import { setup } from "./setup.ts";
import { shell } from "./shell.ts";
import { slurp } from "./slurp.ts";
import { stat } from "./stat.ts";
import { tempfile } from "./tempfile.ts";
import { template } from "./template.ts";
import { uri } from "./uri.ts";
import { validateArgumentSpec } from "./validate-argument-spec.ts";
import { waitFor } from "./wait-for.ts";
import { waitForConnection } from "./wait-for-connection.ts";

const actions: ReadonlyMap<string, Action> = new Map(
  [
    addHost,
    apt,
    aptKey,
    aptRepository,
    archive,
    assemble,
    assert,
    asyncStatus,
    authorizedKey,
    blockinfile,
    command,
    copy,
    cron,
    deb822Repository,
    debug,
    dnf,
    fail,
    fetch,
    file,
    find,
    gatherFacts,
    getent,
    getUrl,
    git,
    group,
    groupBy,
    hostname,
    includeVars,
    iniFile,
    iptables,
    knownHosts,
    lineinfile,
    modprobe,
    mount,
    packageAction,
    packageFacts,
    pause,
    ping,
    pip,
    raw,
    reboot,
    replace,
    script,
    service,
    serviceFacts,
    setFact,
    setStats,
    setup,
    shell,
    slurp,
    stat,
    sysctl,
    systemd,
    systemdService,
    tempfile,
    template,
    timezone,
    ufw,
    unarchive,
    uri,
    user,
    validateArgumentSpec,
    waitFor,
    waitForConnection,
    yum,
  ].flatMap((action) => namesOf(action).map((name) => [name, action] as const)),
);

function namesOf({ name, collection }: Action): readonly string[] {
  return collection === undefined ? [name] : [name, `${collection}.${name}`];
}

/** Names of the builtins. */
export const builtinNames: ReadonlySet<string> = new Set(actions.keys());

/** A builtin by name, which must be one of {@link builtinNames}. */
export function builtin(name: string): Action {
  const action = actions.get(name);
  if (!action) throw new Error(`Not a builtin: ${name}`);
  return action;
}

/** Whether a task runs once for all its hosts because of its action. */
export function startsOnce(task: Task): boolean {
  return task.resolved?.kind === "builtin" && (actions.get(task.resolved.name)?.once ?? false);
}
