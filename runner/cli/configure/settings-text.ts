import { dumpYaml } from "../../../core/yaml/index.ts";
import { encryptString } from "../../../vault/encrypt-string.ts";
import type { Encryption } from "../../../vault/files.ts";
import type { Trust } from "./certificate.ts";
import type { Credential } from "./credential.ts";

const ONE_LINE = { width: 1000, flow: false };

/** What is kept: where, how it is trusted, and who asks. */
export interface Kept {
  readonly host: string;
  readonly port?: number | undefined;
  readonly trust: Trust;
  readonly credential: Credential;
}

/** The settings file's text; the secret as an inline vault value when there is a vault password, else in clear. */
export function settingsText({ host, port, trust, credential }: Kept, encryption: Encryption | undefined): string {
  const { user, token_secret: secret, password } = credential;
  const name = secret === undefined ? "password" : "token_secret";
  const value = secret ?? password ?? "";
  const plain = { host, port, ...trust, user };
  const lines = Object.entries(plain).flatMap(([key, item]) =>
    item === undefined ? [] : [dumpYaml(new Map([[key, item]]), ONE_LINE)],
  );
  const last = encryption
    ? `${encryptString(encryption.secret, { text: value, name }, encryption)}\n`
    : dumpYaml(new Map([[name, value]]), ONE_LINE);
  return `# Connection settings of pveplay, made by 'pveplay configure'.\n${lines.join("")}${last}`;
}
