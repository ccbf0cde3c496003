import { HintedError } from "../../core/errors.ts";

/** Hosts cut into the batches `serial` asks for: numbers or shares in per cent, the last one repeated. @throws HintedError OPTION_INVALID */
export function splitBatches(hosts: readonly string[], serial: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let at = 0;
  for (let index = 0; at < hosts.length; index += 1) {
    const size = batchSize(serial[Math.min(index, serial.length - 1)], hosts.length);
    const end = size <= 0 ? hosts.length : at + size;
    batches.push(hosts.slice(at, end));
    at = end;
  }
  return batches;
}

function batchSize(text: string | undefined, total: number): number {
  if (text === undefined) return 0;
  const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1];
  if (percent !== undefined) return Math.floor((Number(percent) / 100) * total) || 1;
  if (/^\s*-?\d+\s*$/.test(text)) return Number(text);
  throw new HintedError("OPTION_INVALID", `'serial' is '${text}', expected a number or a share in per cent`, {
    hint: "Write such as 'serial: 2' or 'serial: 30%'",
  });
}
