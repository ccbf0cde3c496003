import type { GuestKind } from "./guest-kind.ts";

/** A plain configuration value in the one form that compares: what the server prints for it. */
export function canonicalScalar(kind: Pick<GuestKind, "schema">, key: string, text: string): string {
  if (key === "tags") return canonicalTags(text);
  if (key === "sshkeys") return canonicalKeys(text);
  if (key === "nameserver" || key === "searchdomain")
    return text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .join(" ");
  if (key === "description") return text.replace(/\n+$/, "");
  const type = kind.schema(key)?.type;
  if (type === "boolean") return /^(1|on|yes|true)$/i.test(text) ? "1" : "0";
  return type === "integer" || type === "number" ? String(Number(text)) : text;
}

/** The server lower-cases tags, sorts them and drops doubles. */
function canonicalTags(text: string): string {
  const tags = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  return [...new Set(tags)].toSorted().join(";");
}

/** SSH keys stand percent-encoded in the configuration; users write them plain. Blank lines do not matter to cloud-init. */
function canonicalKeys(text: string): string {
  const plain = /%0A|%20/i.test(text) && !text.includes(" ") ? decodeURIComponent(text) : text;
  return plain
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}

/** The value to send for a canonical one: SSH keys go percent-encoded (schema format `urlencoded`). */
export function sendable(key: string, canonical: string): string {
  if (key !== "sshkeys") return canonical;
  return encodeURIComponent(canonical).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
