/** What Ansible has and this engine does not, and what to use instead. */
const NOT_BUILT: Readonly<Record<string, string>> = {
  "filter urlize": "Write the link out.",
  "filter community.general.from_toml": "Keep the data as YAML or JSON.",
  "filter from_toml": "Keep the data as YAML or JSON.",
  "test vault_encrypted": "Vault values are decrypted when they are used; leave the test out.",
  "test escaped": "Nothing is escaped automatically; leave the test out.",
  "lookup config": "Write the value as a variable.",
  "lookup url": "Fetch it with the uri module and register the result.",
};

/** What to use in place of a plugin that is known but not built in here; `undefined` for any other. */
export function insteadOf(kind: "filter" | "test" | "lookup", name: string): string | undefined {
  return NOT_BUILT[`${kind} ${name.replace(/^ansible\.(?:builtin|legacy)\./, "")}`];
}
