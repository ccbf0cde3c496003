import { InvalidArgumentError } from "commander";

/** The parser of an argument that is one UPID. */
export function upid(text: string): string {
  if (/^UPID:([^:]+):[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:]+:[^:]*:[^:]+:$/i.test(text)) return text;
  throw new InvalidArgumentError("Expected a UPID, as 'pveplay task list -v' prints them.");
}

/** The parser of an argument that is several UPIDs. */
export function upids(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), upid(text)];
}
