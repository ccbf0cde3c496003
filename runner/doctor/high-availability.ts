import { counted, type Finding, type Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";

interface HaEntry {
  readonly type: string;
  readonly sid?: string;
  readonly state?: string;
}

const TOPIC = "HA";
/** States in which the manager does nothing more for a guest until somebody does. */
const STUCK: ReadonlySet<string> = new Set(["error", "fence", "recovery"]);

/** Guests that high availability has given up, or is about to bring up elsewhere. */
export function lookAtHighAvailability({ client }: Patient): Promise<Look> {
  return examine(TOPIC, async () => {
    const entries = await client.get<readonly HaEntry[]>("/cluster/ha/status/current");
    const services = entries.filter(({ type }) => type === "service");
    const stuck = services.filter(({ state = "" }) => STUCK.has(state));
    const finding: Finding = {
      severity: "problem",
      topic: TOPIC,
      what: `${counted(stuck.length, "guest is", "guests are")} not well under high availability`,
      where: stuck.map(({ sid = "?", state = "?" }) => `${sid}: ${state}`),
      todo: "See to the cause, then set the resource to disabled and to started again; until then it is not to be worked on",
    };
    return {
      topic: TOPIC,
      summary: `${counted(services.length, "guest")} under it`,
      findings: stuck.length > 0 ? [finding] : [],
    };
  });
}
