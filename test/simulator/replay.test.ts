import { describe, expect, test } from "vitest";
import { startSimulator } from "../helpers/simulator.ts";
import { type Comparison, replay, scoreOf } from "../pve/record/replay.ts";
import { readTranscript } from "../pve/record/transcript.ts";

/** Lowest shares of equal answers, in percent: they only ever rise. What differs is listed in docs/simulator.md. */
const floors = [
  { file: "1-access", status: 99.5, body: 98.9 },
  { file: "2-guests", status: 99.0, body: 94.8 },
] as const;

/** The lowest share of equal status lines of any group of exchanges, in percent. */
const GROUP_FLOOR = 94;

const transcript = (file: string) =>
  readTranscript(new URL(`../fixtures/transcripts/${file}.jsonl.gz`, import.meta.url));

function byGroup(comparisons: readonly Comparison[]): Map<string, Comparison[]> {
  const groups = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    const { group } = comparison.exchange;
    groups.set(group, [...(groups.get(group) ?? []), comparison]);
  }
  return groups;
}

describe("the simulator", () => {
  test.each(floors)("answers as the real API did in $file", async ({ file, status, body }) => {
    const simulator = await startSimulator({ fixture: "recorded", pve: "9.2" });
    try {
      const comparisons = await replay(simulator.url, transcript(file));
      const score = scoreOf(comparisons);
      expect(score.status).toBeGreaterThanOrEqual(status);
      expect(score.body).toBeGreaterThanOrEqual(body);
      for (const [group, exchanges] of byGroup(comparisons)) {
        expect(scoreOf(exchanges).status, group).toBeGreaterThanOrEqual(GROUP_FLOOR);
      }
    } finally {
      await simulator.stop();
    }
  });
});
