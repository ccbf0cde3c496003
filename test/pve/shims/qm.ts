import { ToolFailure } from "./failure.ts";
import type { NodeApi } from "./node-api.ts";
import { need, readWords, type Words } from "./words.ts";

const USAGE = "qm <command> <vmid> [OPTIONS]";

/** `qm`: VMs of this node. @returns what it prints */
export async function qm(api: NodeApi, args: readonly string[]): Promise<string> {
  const [command = "", ...rest] = args[0] === "disk" ? [`disk ${args[1] ?? ""}`, ...args.slice(2)] : args;
  const words = readWords(rest);
  const vmid = need(words, 0, USAGE);
  const path = api.path(`/qemu/${vmid}`);
  switch (command) {
    case "status":
      return `status: ${String(Object(await api.call("get", `${path}/status/current`)).status)}\n`;
    case "config":
      return asLines(await api.call("get", `${path}/config`));
    case "set":
      return set(api, vmid, words);
    case "create":
      await api.call("post", api.path("/qemu"), { vmid, ...words.options });
      return "";
    case "start":
    case "stop":
    case "shutdown":
      await api.call("post", `${path}/status/${command}`, words.options);
      return "";
    case "template":
      await api.call("post", `${path}/template`, words.options);
      return "";
    case "destroy":
      await api.call("delete", path, words.options);
      return "";
    case "importdisk":
    case "disk import":
      return importDisk(api, words);
    default:
      throw new ToolFailure(`ERROR: unknown command 'qm ${command}'`);
  }
}

async function set(api: NodeApi, vmid: string, { options }: Words): Promise<string> {
  const shown = Object.entries(options).map(([key, value]) => `-${key} ${[value].flat().join(" ")}`);
  // The tool works to the end: the API's own form of it.
  await api.call("post", api.path(`/qemu/${vmid}/config`), options);
  return `update VM ${vmid}: ${shown.join(" ")}\n`;
}

/** `qm disk import VMID FILE STORAGE [--target-disk KEY]`: onto the first free `unused` place unless told otherwise. */
async function importDisk(api: NodeApi, words: Words): Promise<string> {
  const [vmid, source, storage] = [0, 1, 2].map((at) => need(words, at, "qm disk import <vmid> <source> <storage>"));
  const path = api.path(`/qemu/${vmid ?? ""}/config`);
  const target = words.options["target-disk"];
  const key = typeof target === "string" ? target : await freePlace(api, path);
  const format = words.options["format"];
  const value = `${storage ?? ""}:0,import-from=${source ?? ""}${format === undefined ? "" : `,format=${String(format)}`}`;
  await api.call("post", path, { [key]: value });
  const made = String(Object(await api.call("get", path))[key]);
  if (target !== undefined) return `successfully imported disk '${made}'\n`;
  await api.call("post", path, { delete: key });
  return `unused0: successfully imported disk '${made.split(",")[0] ?? ""}'\n`;
}

async function freePlace(api: NodeApi, path: string): Promise<string> {
  const config = Object(await api.call("get", path));
  for (let index = 30; index >= 0; index -= 1) if (config[`scsi${index}`] === undefined) return `scsi${index}`;
  throw new ToolFailure("no free place for the disk");
}

function asLines(config: unknown): string {
  return Object.entries(Object(config))
    .filter(([key]) => key !== "digest")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${String(value)}\n`)
    .join("");
}
