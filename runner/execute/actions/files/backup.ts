import { shellQuote } from "../../connections/shell-quote.ts";
import type { Target } from "../../connections/target.ts";

/** Copies a file beside itself with its attributes. @returns the copy's path: `name.pid.date@time~` */
export async function backUp(target: Target, path: string, signal: AbortSignal): Promise<string> {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const copy = `${path}.${process.pid}.${day}@${time}~`;
  await target.exec({ shell: `cp -p -- ${shellQuote(path)} ${shellQuote(copy)}` }, signal);
  return copy;
}
