import type { Setting } from "../core/ansible-config.ts";

/** The settings of Ansible that concern its vault, by their names in the environment and in `ansible.cfg`. */
export const vaultSettings = {
  identity: { env: ["ANSIBLE_VAULT_IDENTITY"], ini: ["defaults", "vault_identity"] },
  identityList: { env: ["ANSIBLE_VAULT_IDENTITY_LIST"], ini: ["defaults", "vault_identity_list"] },
  encryptIdentity: { env: ["ANSIBLE_VAULT_ENCRYPT_IDENTITY"], ini: ["defaults", "vault_encrypt_identity"] },
  encryptSalt: { env: ["ANSIBLE_VAULT_ENCRYPT_SALT"], ini: ["defaults", "vault_encrypt_salt"] },
  idMatch: { env: ["ANSIBLE_VAULT_ID_MATCH"], ini: ["defaults", "vault_id_match"] },
  passwordFile: { env: ["ANSIBLE_VAULT_PASSWORD_FILE"], ini: ["defaults", "vault_password_file"] },
  askPassword: { env: ["ANSIBLE_ASK_VAULT_PASS"], ini: ["defaults", "ask_vault_pass"] },
} as const satisfies Record<string, Setting>;
