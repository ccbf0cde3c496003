/** A moment as Python prints a local `datetime`: `2026-01-31 12:00:00.123000`. */
export function pythonDateTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, "0")}000`;
}

/** A duration as Python prints a `timedelta`: `0:00:01.234567`. */
export function pythonDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const micros = Math.round((milliseconds - seconds * 1000) * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return micros === 0 ? clock : `${clock}.${String(micros).padStart(6, "0")}`;
}
