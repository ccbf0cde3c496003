import { ToolFailure } from "./failure.ts";
import type { NodeApi } from "./node-api.ts";
import { need, readWords } from "./words.ts";

/** `pvesm`: storages as this node sees them. @returns what it prints */
export async function pvesm(api: NodeApi, args: readonly string[]): Promise<string> {
  const [command = "", ...rest] = args;
  const words = readWords(rest);
  switch (command) {
    case "status":
      return table(await api.call("get", api.path("/storage"), words.options));
    case "list": {
      const storage = need(words, 0, "pvesm list <storage> [OPTIONS]");
      return list(await api.call("get", api.path(`/storage/${storage}/content`), words.options));
    }
    case "path":
      return `${await pathOf(api, need(words, 0, "pvesm path <volume>"))}\n`;
    case "alloc": {
      const [storage, vmid, filename, size] = [0, 1, 2, 3].map((at) =>
        need(words, at, "pvesm alloc <storage> <vmid> <filename> <size>"),
      );
      const params = { vmid, filename, size, ...words.options };
      const made = await api.call("post", api.path(`/storage/${storage ?? ""}/content`), params);
      return `successfully created '${String(made)}'\n`;
    }
    default:
      throw new ToolFailure(`ERROR: unknown command 'pvesm ${command}'`);
  }
}

async function pathOf(api: NodeApi, volume: string): Promise<string> {
  const storage = volume.split(":")[0] ?? "";
  const found = await api.call("get", api.path(`/storage/${storage}/content/${encodeURIComponent(volume)}`));
  return String(Object(found).path);
}

const KIB = 1024;

/** Sizes are in KiB here. */
function table(rows: unknown): string {
  const header = ["Name", "Type", "Status", "Total", "Used", "Available", "%"];
  const lines = recordsOf(rows).map((row) => {
    const [total, used, free] = ["total", "used", "avail"].map((key) => Math.floor(Number(row[key] ?? 0) / KIB));
    const percent = total ? ((100 * (used ?? 0)) / total).toFixed(2) : "0.00";
    return [row["storage"], row["type"], row["active"] === 1 ? "active" : "inactive", total, used, free, `${percent}%`];
  });
  return [header, ...lines]
    .map(
      (line) =>
        `${line
          .map((word) => String(word).padStart(15))
          .join(" ")
          .trim()}\n`,
    )
    .join("");
}

function list(rows: unknown): string {
  const lines = recordsOf(rows).map((row) => [
    row["volid"],
    row["format"],
    row["content"],
    row["size"],
    row["vmid"] ?? "",
  ]);
  return [["Volid", "Format", "Type", "Size", "VMID"], ...lines].map((line) => `${line.join(" ").trim()}\n`).join("");
}

function recordsOf(rows: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(rows) ? rows.map((row) => ({ ...Object(row) })) : [];
}
