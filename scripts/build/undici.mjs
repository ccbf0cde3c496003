import { join } from "node:path";
import { build } from "esbuild";
import { common } from "./esbuild-options.mjs";
import { notePackages } from "./licences.mjs";
import { ROOT } from "./paths.mjs";

/** The part of undici that API calls need. */
export const UNDICI_POOL = join(ROOT, "scripts", "build", "undici-pool.cjs");

let text;

/**
 * Puts undici into an executable as text, which becomes code when the first connection is made: four fifths of a module's
 * code are undici, and what never connects (bad options, ansible-doc) need not have V8 read it.
 */
export const undiciAsText = {
  name: "undici-as-text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "text" }));
    onLoad({ filter: /.*/, namespace: "text" }, async () => {
      text ??= bundled();
      return {
        contents: `require("node:vm").compileFunction(${JSON.stringify(await text)}, ["require", "module"], { filename: "undici.js" })(require, module);`,
      };
    });
  },
};

async function bundled() {
  const { metafile, outputFiles } = await build({ ...common, entryPoints: [UNDICI_POOL], write: false });
  notePackages(metafile);
  return outputFiles[0].text;
}
