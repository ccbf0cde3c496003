import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { create } from "tar";
import { stringify } from "yaml";
import { ROOT } from "./paths.mjs";

const NAMESPACE = "pveplay";
const NAME = "proxmox";

/** Builds dist/collection: the tree `ansible_collections/pveplay/proxmox` and the archive `ansible-galaxy collection install` takes. */
export async function buildCollection(dist, modules) {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const folder = join(dist, "collection", "ansible_collections", NAMESPACE, NAME);
  mkdirSync(join(folder, "meta"), { recursive: true });
  mkdirSync(join(folder, "plugins"), { recursive: true });
  cpSync(join(dist, "modules"), join(folder, "plugins", "modules"), { recursive: true });
  cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  cpSync(join(dist, "THIRD-PARTY-LICENSES"), join(folder, "THIRD-PARTY-LICENSES"));
  if (existsSync(join(ROOT, "roles"))) cpSync(join(ROOT, "roles"), join(folder, "roles"), { recursive: true });
  writeFileSync(
    join(folder, "README.md"),
    "# pveplay.proxmox\n\nModules and roles for Proxmox VE. The modules need Node.js 20.18.1 or newer on the host that runs them.\n",
  );
  const runtime = { requires_ansible: ">=2.14.0", action_groups: { proxmox: modules } };
  writeFileSync(join(folder, "meta", "runtime.yml"), stringify(runtime));
  const files = manifestFiles(folder);
  const filesText = `${JSON.stringify({ files, format: 1 }, undefined, 1)}\n`;
  writeFileSync(join(folder, "FILES.json"), filesText);
  writeFileSync(
    join(folder, "MANIFEST.json"),
    `${JSON.stringify(manifest(version, license, filesText), undefined, 1)}\n`,
  );
  const archive = join(dist, "collection", `${NAMESPACE}-${NAME}-${version}.tar.gz`);
  await create(
    { gzip: true, file: archive, cwd: folder, portable: true, mtime: new Date(0) },
    readdirSync(folder).toSorted(),
  );
}

function manifestFiles(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .map(({ entry, path }) => ({
      name: relative(folder, path),
      ftype: entry.isDirectory() ? "dir" : "file",
      chksum_type: entry.isDirectory() ? null : "sha256",
      chksum_sha256: statSync(path).isDirectory() ? null : sha256(readFileSync(path)),
      format: 1,
    }));
  const root = { name: ".", ftype: "dir", chksum_type: null, chksum_sha256: null, format: 1 };
  return [root, ...entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

function manifest(version, license, filesText) {
  return {
    collection_info: {
      namespace: NAMESPACE,
      name: NAME,
      version,
      authors: ["pveplay authors"],
      readme: "README.md",
      tags: ["proxmox", "virtualization", "cloud"],
      description:
        "Modules and roles for Proxmox VE that are idempotent, diff, check and never lose what was not mentioned.",
      license: [license],
      license_file: null,
      dependencies: {},
      repository: null,
      documentation: null,
      homepage: null,
      issues: null,
    },
    file_manifest_file: {
      name: "FILES.json",
      ftype: "file",
      chksum_type: "sha256",
      chksum_sha256: sha256(filesText),
      format: 1,
    },
    format: 1,
  };
}

function sha256(data) {
  return createHash("sha256").update(data).digest("hex");
}
