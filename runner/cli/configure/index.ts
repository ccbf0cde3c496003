import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { HintedError } from "../../../core/errors.ts";
import { expandPath } from "../../../core/paths.ts";
import { DEFAULT_PORT, splitHost } from "../../../core/proxmox/endpoint.ts";
import type { Encryption } from "../../../vault/files.ts";
import { abilities, abilityLines, type Permissions } from "../../doctor/capabilities.ts";
import { reportingErrors } from "../api/api-action.ts";
import { configFile } from "../api/config-file.ts";
import { exists } from "../api/private-file.ts";
import { sessionWith } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { saysYes } from "../confirm.ts";
import { plainText } from "../table.ts";
import { chooseEncryption, configOf, type EncryptOptions, encryptVaultIdFlag } from "../vault/shared.ts";
import { addVaultOptions, vaultSecretsOf } from "../vault-options.ts";
import { wholeNumber } from "../whole-number.ts";
import { settleTrust } from "./certificate.ts";
import { settleCredential } from "./credential.ts";
import { type Kept, settingsText } from "./settings-text.ts";

interface ConfigureFlags extends EncryptOptions {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly tokenId?: string;
  readonly fingerprint?: string;
  readonly caPath?: string;
  readonly pin?: boolean;
  readonly yes?: boolean;
}

const EXAMPLES = `
Examples:
  pveplay configure
  pveplay configure --host pve1.example.com --user deploy@pve!play --vault-password-file ~/.vault-pass
  pveplay configure --host pve1 --user deploy@pve!play --fingerprint 53:8D:... --yes < secret.txt`;

/** `pveplay configure`: asks for a server and a token, tries them, and keeps them for the other commands. */
export function configureCommand(context: CommandContext): Command {
  const command = new Command("configure")
    .description("keep a server and a token for vm, ct, task, token, access and doctor, tried before they are written")
    .option("--host <host>", "host of the API; asked for when left out")
    .option("--port <port>", "port of the API", wholeNumber(1))
    .option("--user <user>", "user@realm!tokenid; asked for when left out")
    .option("--token-id <id>", "name of the API token, when --user does not carry it")
    .option("--fingerprint <sha256>", "the only certificate to trust")
    .option("--ca-path <file>", "certificate authorities to trust, PEM")
    .option("--pin", "trust the certificate the server shows now, without asking")
    .option("-y, --yes", "replace settings that are there, without asking")
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((flags: ConfigureFlags) => reportingErrors(context, () => configure(flags, context)));
}

async function configure(flags: ConfigureFlags, context: CommandContext): Promise<void> {
  const file = configFile(context.env);
  await mayReplace(file, flags, context);
  const host = (flags.host ?? (await askHost(context))).trim();
  const { host: name, port: ownPort } = splitHost(host);
  const caPath = flags.caPath === undefined ? undefined : expandPath(flags.caPath, context);
  const port = flags.port ?? ownPort ?? DEFAULT_PORT;
  const trust = await settleTrust({ ...flags, host: name, port, caPath, pin: flags.pin ?? false }, context);
  const credential = await settleCredential(flags, context);
  const kept: Kept = { host: name, port: port === DEFAULT_PORT ? undefined : port, trust, credential };
  await tryOut(kept, context);
  const encryption = await encryptionOf(flags, context);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeAtomically(file, settingsText(kept, encryption), 0o600);
  context.say(`Written to ${file}`);
  if (!encryption)
    context.warn("The secret stands there in clear, for you alone to read; --vault-password-file FILE encrypts it");
}

async function mayReplace(file: string, { yes }: ConfigureFlags, context: CommandContext): Promise<void> {
  if (yes || !exists(file)) return;
  if (!context.isInputTerminal) {
    throw new HintedError("USAGE", `${file} is there already`, { hint: "Add --yes to replace it" });
  }
  if (await saysYes(`${file} is there already: replace it? [y/N] `, context)) return;
  throw new HintedError("INTERRUPTED", "Nothing was written", { hint: "Answer y to replace the settings" });
}

async function askHost(context: CommandContext): Promise<string> {
  if (context.isInputTerminal) return context.ask("Host of the Proxmox VE API (name or address): ", true);
  throw new HintedError("USAGE", "No host is given, and there is no terminal to ask at", { hint: "Give --host" });
}

/** Only what works is kept. What the credential may do is said, so that a wrong token shows at once. */
async function tryOut({ host, port, trust, credential }: Kept, context: CommandContext): Promise<void> {
  const { user, token_secret: secret, password } = credential;
  const own = { api_token_secret: secret, api_password: password };
  const given = Object.entries({ api_host: host, api_port: port, api_user: user, ...trust, ...own });
  const session = await sessionWith(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  try {
    const client = session.client();
    const { version } = await client.get<{ readonly version: string }>("/version");
    const permissions = await client.get<Permissions>("/access/permissions");
    context.say(`${client.connection.server} answers: Proxmox VE ${version}, as ${client.identity}, who`);
    for (const line of abilityLines(abilities(permissions))) context.say(plainText(`  ${line}`));
  } finally {
    await session.close();
  }
}

/** By the vault password that is named somewhere; without any the secret is kept in clear. */
async function encryptionOf(flags: ConfigureFlags, context: CommandContext): Promise<Encryption | undefined> {
  const config = configOf(context);
  const secrets = await vaultSecretsOf(flags, { context, config }, { isNew: true });
  return secrets.entries.length === 0 ? undefined : chooseEncryption(secrets, flags.encryptVaultId, config);
}
