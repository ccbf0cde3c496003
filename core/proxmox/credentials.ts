import { HintedError } from "../errors.ts";

/** Who asks: an API token, a user with a password, or root on a node itself, by pvesh. */
export type Credential =
  | { readonly kind: "token"; /** `user@realm!tokenid` */ readonly id: string; readonly secret: string }
  | { readonly kind: "password"; /** `user@realm` */ readonly user: string; readonly password: string }
  | { readonly kind: "pvesh" };

/** The credential options in every form users have them. */
export interface CredentialOptions {
  /** `user@realm`, or `user@realm!tokenid`. */
  readonly api_user?: string | undefined;
  /** A password; with a token id in `api_user` it is the token's secret. */
  readonly api_password?: string | undefined;
  /** The token's name, or the whole `user@realm!tokenid`. */
  readonly api_token_id?: string | undefined;
  readonly api_token_secret?: string | undefined;
}

/**
 * The credential meant by the options: `api_user: u@r!id` + `api_token_secret` (vault convention), `api_user` + `api_token_id` +
 * `api_token_secret` (community.proxmox), `u@r!id` + `api_password` (the PROXMOX_API_* variables), or user and password.
 * @throws HintedError OPTION_MISSING, OPTION_INVALID
 */
export function credentialFrom(options: CredentialOptions): Credential {
  const id = tokenId(options);
  if (id !== undefined) return { kind: "token", id: checkTokenId(id), secret: tokenSecret(options) };
  const user = options.api_user ?? "root@pam";
  if (options.api_token_secret !== undefined) {
    throw new HintedError("OPTION_MISSING", `A token secret is given, but '${user}' names no token`, {
      hint: "Write 'api_user' as user@realm!tokenid, or add 'api_token_id'",
    });
  }
  if (options.api_password === undefined) {
    throw new HintedError("OPTION_MISSING", `No credential for '${user}'`, {
      hint: "Add 'api_token_secret' (with the token in 'api_user' or 'api_token_id') or 'api_password', or set PROXMOX_TOKEN_SECRET or PROXMOX_PASSWORD",
    });
  }
  return { kind: "password", user: checkUser(user), password: options.api_password };
}

/** How the credential is named in messages; never its secret. */
export function identityOf(credential: Credential): string {
  switch (credential.kind) {
    case "token":
      return credential.id;
    case "password":
      return credential.user;
    case "pvesh":
      return "root@pam";
  }
}

function tokenId({ api_user: user, api_token_id: token }: CredentialOptions): string | undefined {
  if (token === undefined) return user?.includes("!") ? user : undefined;
  if (token.includes("!")) return token;
  return `${(user ?? "root@pam").split("!")[0]}!${token}`;
}

function tokenSecret({ api_token_secret: secret, api_password: password }: CredentialOptions): string {
  // Files and variables end in line breaks, which no secret holds.
  const value = (secret ?? password)?.trim();
  if (value !== undefined && /^[\x21-\x7e]+$/.test(value)) return value;
  if (value !== undefined) {
    throw new HintedError(
      "OPTION_INVALID",
      "The token's secret is empty, or has blanks or other characters no secret has",
      {
        hint: "Give 'api_token_secret' as the server told it: 8-4-4-4-12 digits and letters a to f",
      },
    );
  }
  throw new HintedError("OPTION_MISSING", "A token is named, but not its secret", {
    hint: "Add 'api_token_secret' (best from a vault file), or set PROXMOX_TOKEN_SECRET",
  });
}

function checkTokenId(id: string): string {
  if (/^[^\s:/!@]+@[^\s:/!@]+![A-Za-z][A-Za-z0-9._-]+$/.test(id)) return id;
  throw new HintedError("OPTION_INVALID", `'${id}' is not a token id, expected user@realm!tokenid`, {
    hint: "Write 'api_user' as, for example, deploy@pve!play",
  });
}

function checkUser(user: string): string {
  if (/^[^\s:/]+@[^\s:/@]+$/.test(user)) return user;
  throw new HintedError("OPTION_INVALID", `'${user}' is not a user id, expected user@realm`, {
    hint: "Write 'api_user' as, for example, root@pam",
  });
}

/** What is odd about the form of a credential, for the hint of a refusal; never the credential. */
export function oddityOf(credential: Credential): string | undefined {
  if (credential.kind !== "token") return undefined;
  const { secret } = credential;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(secret)) return undefined;
  if (secret.includes("=")) return "The secret given holds more than the secret: leave out user@realm!tokenid=";
  return "What is given does not have the form of a token's secret (8-4-4-4-12 digits and letters a to f)";
}
