import { type Denial, readDenial } from "./denial.ts";
import { grantHint } from "./grant.ts";

/** Who was refused. */
interface Refused {
  /** `user@realm` or `user@realm!tokenid`. */
  readonly identity: string;
  /** What is odd about the credential itself, when anything is; never the credential. */
  readonly oddity?: string | undefined;
}

/** What to do about a refusal of the API, in one sentence; undefined when its words are no refusal. */
export function refusalHint(text: string, refused: Refused): string | undefined {
  const denial = readDenial(text);
  return denial && hintOf(denial, refused);
}

function hintOf(denial: Denial, { identity, oddity }: Refused): string {
  switch (denial.kind) {
    case "privilege":
      return grantHint({ path: denial.path, privilege: denial.privileges.join(" or "), identity });
    case "unnamed":
      return `Grant ${identity} what the call needs${identity.includes("!") ? " (a token with privilege separation needs it, and its user too)" : ""}; the server does not say which privilege, 'pveplay access check --for PLAYBOOK' does`;
    case "bad-name":
      return "Correct the name: it has characters that no name on the server may have";
    case "no-pool":
      return `Make the pool '${denial.pool}' first, or correct its name`;
    case "root-only":
      return "Only root@pam itself may do this, logged in with its password: no API token counts as root. Leave the option out, or set it on the node";
    case "no-token":
      return "Log in with a user and a password for this call: the server refuses it to every API token";
    case "no-credential":
      return "Give 'api_user' with 'api_token_secret', or 'api_password'";
    case "bad-token":
      return `${oddity === undefined ? "" : `${oddity}. `}${badTokenHint(identity)}`;
    case "bad-password":
      return `Check user, realm and password of ${identity}, and that the user is enabled and not expired; the server answers alike for all of them`;
    case "old-ticket":
      return "Log in again: the ticket or its CSRF token is too old or of another session";
  }
}

/** The causes the server does not tell apart, each with where to look. */
function badTokenHint(identity: string): string {
  const [user = identity, token] = identity.split("!");
  if (token === undefined)
    return `Log in again, or check with 'pveum user list' that ${user} is there, enabled and not expired`;
  return `The server answers alike for a wrong secret, a token that is not there or expired, and a user who is not there, disabled or expired: see 'pveum user list' for ${user} and 'pveum user token list ${user}' for ${token}; if both are fine, the secret is wrong, and proxmox_token with 'state: rotated' makes a new one`;
}
