import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

const packages = new Set();

/** Notes the packages whose code a build has put into its output. */
export function notePackages({ inputs }) {
  for (const file of Object.keys(inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1];
    if (name !== undefined) packages.add(name);
  }
}

/** Name, version, licence and licence text of every package noted: what their licences ask copies to carry. */
export function licenceTexts() {
  const sections = [...packages].toSorted().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const { version, license, licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "LICENCE"].find((candidate) =>
      existsSync(join(folder, candidate)),
    );
    return `${name} ${version} (${license ?? licenses?.map(({ type }) => type).join(", ") ?? "unknown"})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : "No licence text in the package."}\n`;
  });
  return `The programs in this folder contain code of these packages.\n\n${sections.join("\n---\n\n")}`;
}
