import { probeServer, type ServerProbe } from "../../core/proxmox/server-probe.ts";
import type { TlsOptions } from "../../core/proxmox/tls.ts";
import type { Finding, Look } from "./finding.ts";
import type { Patient } from "./patient.ts";

const DAY = 86_400_000;
/** Days before its end at which a certificate is spoken of, and at which it is urgent. */
const SOON = 30;
const URGENT = 7;
/** Milliseconds of skew: from the first one logs mislead, from the second one tickets are refused. */
const SKEWED = 30_000;
const REFUSED = 300_000;

/** The certificate of the server that is asked, until when it is good, and how far its clock is from ours. */
export async function lookAtConnection({ client }: Patient): Promise<readonly Look[]> {
  const { host, port, tls, timeout, credential } = client.connection.endpoint;
  if (credential.kind === "pvesh") return [];
  const probe = await probeServer({ host, port, caPath: tls.caPath, timeout });
  return [certificate(probe, tls, Date.now()), clock(probe)];
}

/** What there is to say of a certificate at a time (milliseconds since 1970). */
export function certificate(probe: ServerProbe, tls: TlsOptions, now: number): Look {
  const days = Math.floor((probe.validTo - now) / DAY);
  const until = new Date(probe.validTo).toISOString().slice(0, 10);
  const isPinned = tls.fingerprint !== undefined;
  const findings: Finding[] = [];
  const add = (severity: Finding["severity"], what: string, todo: string): void => {
    findings.push({ severity, topic: "certificate", what, todo });
  };
  if (days < 0) add("problem", `expired on ${until}`, "Renew it on the node: pvecm updatecerts --force");
  else if (days < SOON) {
    const todo = isPinned ? "Renew it, then pin the new fingerprint with pveplay configure" : "Renew it on the node";
    add(days < URGENT ? "problem" : "warning", `expires in ${days} days, on ${until}`, todo);
  }
  if (!isPinned && !tls.validateCerts)
    add(
      "problem",
      "is not checked: whoever stands in between sees the token",
      `Pin it: fingerprint ${probe.fingerprint}`,
    );
  const how = isPinned ? "pinned" : probe.fault === undefined ? "trusted" : "not checked";
  return { topic: "certificate", summary: `${how}, good until ${until}`, findings };
}

function clock({ ahead }: ServerProbe): Look {
  if (ahead === undefined) return { topic: "clock", summary: undefined, findings: [] };
  const skew = Math.abs(ahead);
  const seconds = Math.round(skew / 1000);
  const finding: Finding = {
    severity: skew >= REFUSED ? "problem" : "warning",
    topic: "clock",
    what: `the server's clock is ${seconds} s ${ahead > 0 ? "ahead of" : "behind"} this machine's`,
    todo: "Run chrony or systemd-timesyncd on both: logins by password, expiry dates and logs depend on it",
  };
  return { topic: "clock", summary: `within ${Math.max(1, seconds)} s`, findings: skew >= SKEWED ? [finding] : [] };
}
