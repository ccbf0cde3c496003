import { humanTime } from "../../report/style.ts";
import type { Outcome } from "./outcome.ts";

/** `3 started, 1 already running, 1 failed, after 4.2 s`: what became of all, in the order of their number. */
export function summaryOf(outcomes: readonly Outcome[], milliseconds: number): string {
  const counts = new Map<string, number>();
  for (const { state, text } of outcomes) {
    const title = state === "failed" ? "failed" : text;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  const parts = [...counts].toSorted(([, a], [, b]) => b - a).map(([title, count]) => `${count} ${title}`);
  return `${parts.join(", ")}, after ${humanTime(milliseconds)}`;
}

/** What a program ends with: 0 when all went well, else 1. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  return outcomes.some(({ state }) => state === "failed" || state === "skipped") ? 1 : 0;
}
