/** Flags of the inner ssh that change nothing here, and those with a value that a jump host can hold. */
const NEEDLESS = /^-[aqTxnN]+$/;

/**
 * The jump host that a ProxyCommand of the usual form stands for, `ssh -W %h:%p [-q] [-p PORT] [-l USER] [USER@]HOST`, as
 * `[user@]host[:port]`; undefined for any other command, which only a shell could run.
 */
export function jumpOfProxyCommand(text: string): string | undefined {
  const [program, ...args] = text.split(/\s+/).filter(Boolean);
  if (program !== "ssh" && program !== "/usr/bin/ssh") return undefined;
  const found: Record<string, string | undefined> = {};
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const [, flag, attached = ""] = /^-([Wpl])(.*)$/.exec(word) ?? [];
    if (flag !== undefined) found[flag] = attached === "" ? args[(at += 1)] : attached;
    else if (word.startsWith("-")) {
      if (!NEEDLESS.test(word)) return undefined;
    } else if (found["host"] === undefined) found["host"] = word;
    else return undefined;
  }
  const { W: forward, p: port, l: user, host } = { W: found["W"], p: found["p"], l: found["l"], host: found["host"] };
  if (host === undefined || (forward !== "%h:%p" && forward !== "[%h]:%p")) return undefined;
  return `${user === undefined || host.includes("@") ? "" : `${user}@`}${host}${port === undefined ? "" : `:${port}`}`;
}
