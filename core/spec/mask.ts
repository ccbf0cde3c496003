import type { Option, Options } from "./options.ts";

/** What stands in for a secret, the word Ansible's own modules use. */
export const MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER";

/** Every secret text in the arguments, however deep, and the passwords in addresses, whatever the option. Very short values are left out: masking them would garble all output. */
export function secretsIn(options: Options, args: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(options).flatMap(([name, option]) =>
    [name, ...(option.aliases ?? [])].flatMap((key) => secretsOf(option, args[key])),
  );
}

function secretsOf(option: Option, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (option.secret) return textsIn(value);
  if (typeof value === "string") return passwordsIn(value);
  if (!option.options) return [];
  const { options } = option;
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item: unknown) => (isObject(item) ? secretsIn(options, item) : []));
}

/** The passwords of addresses (`https://user:password@host`), as they stand there and decoded. */
function passwordsIn(text: string): readonly string[] {
  const passwords = [...text.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s]+)@/gi)].map(
    ([, password = ""]) => password,
  );
  return passwords.flatMap((password) => [password, decoded(password)]).filter(({ length }) => length >= 3);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.length < 3 ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The same data with every occurrence of a secret replaced, in keys and in longer texts as well. */
export function maskSecrets(data: unknown, secrets: readonly string[]): unknown {
  const forms = [
    ...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])),
  ];
  forms.sort((a, b) => b.length - a.length);
  return forms.length === 0 ? data : maskForms(data, forms);
}

function maskForms(data: unknown, forms: readonly string[]): unknown {
  if (typeof data === "string") return forms.reduce((text, form) => text.replaceAll(form, MASK), data);
  if (typeof data === "number") return forms.includes(String(data)) ? MASK : data;
  if (Array.isArray(data)) return data.map((item) => maskForms(item, forms));
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [maskForms(key, forms), maskForms(item, forms)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The arguments with every secret or private option replaced as a whole, by the option's name or alias, whatever its value. */
export function maskOptions(
  options: Options,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const byName = new Map<string, Option>();
  for (const [name, option] of Object.entries(options)) {
    for (const key of [name, ...(option.aliases ?? [])]) byName.set(key, option);
  }
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, maskOption(byName.get(key), value)]));
}

function maskOption(option: Option | undefined, value: unknown): unknown {
  if ((option?.secret || option?.private) && value !== undefined && value !== null) return MASK;
  const options = option?.options;
  if (!options) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? maskOptions(options, item) : item));
  return isObject(value) ? maskOptions(options, value) : value;
}
