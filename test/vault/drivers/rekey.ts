import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rekeyFiles } from "../../../vault/files.ts";
import { VaultPassword } from "../../../vault/key.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";

// Run as a program of its own, so that a test can kill it: re-encrypts all files of a folder from "old" to "new".
const folder = process.argv[2] ?? "";
const paths = readdirSync(folder).map((name) => join(folder, name));
const encryption = { secret: { label: "default", password: new VaultPassword("new") } };
await rekeyFiles(paths, VaultSecrets.of({ default: "old" }), encryption);
