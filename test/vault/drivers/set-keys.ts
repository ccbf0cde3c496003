import { setKey } from "../../../vault/keys.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";

// Run as a program of its own, several at once: sets so many keys of a file, their names beginning with a word.
const [file = "", word = "", count = "0"] = process.argv.slice(2);
const secrets = VaultSecrets.of({ default: "pw" });
for (let at = 0; at < Number(count); at++) {
  await setKey({ file, key: `${word}_${at}` }, "v", { secrets, inline: () => ({ secret: secrets.forEncrypting() }) });
}
