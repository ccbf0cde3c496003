import { createHash } from "node:crypto";
import { HintedError } from "../../core/errors.ts";
import { isoImage } from "../../core/iso9660/image.ts";
import { fromJson } from "../../core/values.ts";
import { dumpYaml } from "../../core/yaml/dump/index.ts";
import type { SeedArgs } from "./options.ts";

/** The volume label by which cloud-init's NoCloud data source knows a seed. */
const LABEL = "cidata";

/** The seed image for cloud-init, the same bytes for the same content, whatever the order of keys. @throws HintedError OPTION_INVALID */
export function seedImage(seed: SeedArgs): Buffer {
  const files = [
    ["user-data", userData(seed.user_data)],
    ["network-config", seed.network_config === undefined ? undefined : textOf("network_config", seed.network_config)],
    ["meta-data", metaData(seed)],
  ] as const;
  return isoImage(
    LABEL,
    files.flatMap(([name, text]) => (text === undefined ? [] : [{ name, content: Buffer.from(text, "utf8") }])),
  );
}

/** Eight hex digits that name a seed's content. */
export function shortHash(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 8);
}

/** @throws HintedError OPTION_INVALID for a text that cloud-init would pass over in silence */
function userData(value: unknown): string {
  if (isRecord(value)) return `#cloud-config\n${yamlOf(value)}`;
  const text = textOf("user_data", value);
  if (/^(#|content-type:|mime-version:)/i.test(text)) return text;
  throw new HintedError("OPTION_INVALID", "'seed.user_data' is a text without the first line cloud-init goes by", {
    hint: "Begin it with #cloud-config, #! or another of cloud-init's headers, or write it as a dictionary",
  });
}

/** Without an instance id of its own, the seed's content is the instance, as for PVE's own cloud-init drives. */
function metaData(seed: SeedArgs): string {
  const { user_data: user, network_config: network, meta_data: meta = {} } = seed;
  if (!isRecord(meta)) return textOf("meta_data", meta);
  if ("instance-id" in meta) return yamlOf(meta);
  const id = createHash("sha256")
    .update(yamlOf([user, network ?? null, meta]))
    .digest("hex");
  return yamlOf({ ...meta, "instance-id": `iid-${id.slice(0, 16)}` });
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value.endsWith("\n") ? value : `${value}\n`;
  if (isRecord(value)) return yamlOf(value);
  throw new HintedError("OPTION_INVALID", `'seed.${name}' is neither a text nor a dictionary`, {
    hint: `Write 'seed.${name}' as the file's text or as its content in YAML`,
  });
}

/** Keys are sorted, so that their order in the task changes nothing. */
function yamlOf(value: unknown): string {
  return dumpYaml(fromJson(value), { flow: false, width: -1, sortKeys: true });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
