import { createRequire, isBuiltin } from "node:module";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { notePackages } from "./licences.mjs";
import { ROOT } from "./paths.mjs";

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node20.18",
  format: "cjs",
  minify: true,
  // Function and class names stay for readable stacks in bug reports.
  keepNames: false,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  // Optional native accelerators of ssh2: it works without them.
  external: ["cpu-features", "*.node"],
};

const NO_NODE = JSON.stringify({
  failed: true,
  changed: false,
  code: "NODE_NOT_FOUND",
  msg: "Node.js was not found on the host that runs the module: install Node.js 20.18.1 or newer, or set PVEPLAY_NODE to its path",
});

/**
 * Lines 1 and 2 of every module: a shell script that finds node and runs the file again, and a string and a comment to JavaScript.
 * (Ansible 2.17 and newer takes a shebang with an argument, such as "env node", for the name of a program.)
 */
const POLYGLOT = [
  "#!/bin/sh",
  `':' //; for n in "$PVEPLAY_NODE" node nodejs /usr/local/bin/node /usr/bin/node /opt/node/bin/node /opt/homebrew/bin/node "$HOME/.local/bin/node"; do command -v "$n" >/dev/null 2>&1 && exec "$n" "$0" "$@"; done; echo '${NO_NODE}'; exit 127 # WANT_JSON`,
].join("\n");

/**
 * Gives a CommonJS package that is imported dynamically the names it exports, as Node itself does: in split code
 * esbuild leaves it but a default export.
 */
const namedExports = {
  name: "named-exports",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z@]/ }, ({ path, kind, namespace }) =>
      kind === "dynamic-import" && namespace === "file" && commonJsNames(path)
        ? { path, namespace: "named" }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "named" }, ({ path }) => ({
      contents: `import all from ${JSON.stringify(path)}; export const { ${commonJsNames(path).join(", ")} } = all;`,
      resolveDir: ROOT,
    }));
  },
};

/** The names a CommonJS package exports; undefined for one of Node's own or an ES module. */
function commonJsNames(name) {
  if (isBuiltin(name)) return undefined;
  try {
    return Object.keys(createRequire(join(ROOT, "package.json"))(name));
  } catch {
    return undefined;
  }
}

const UNDICI_POOL = join(ROOT, "scripts", "build", "undici-pool");

/** Puts the part of undici that API calls need in place of the whole; `extension` says which kind of module. */
function smallUndici(extension) {
  return {
    name: "undici-pool",
    setup: ({ onResolve }) => onResolve({ filter: /^undici$/ }, () => ({ path: UNDICI_POOL + extension })),
  };
}

/** Names of all modules: the folders in modules/ but for the kit. */
export function moduleNames() {
  return readdirSync(join(ROOT, "modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "kit")
    .map(({ name }) => name)
    .toSorted();
}

/** Builds the executable of one module. */
export async function bundleModule(name, outfile) {
  const contents = `
    import { main } from "./modules/kit/main.ts";
    import { runnable } from "./modules/kit/runnable.ts";
    import definition from "./modules/${name}/index.ts";
    void main(runnable(definition));`;
  const { metafile } = await build({
    ...common,
    stdin: { contents, resolveDir: ROOT, sourcefile: `${name}.ts`, loader: "ts" },
    outfile,
    banner: { js: POLYGLOT },
    plugins: [smallUndici(".cjs")],
  });
  notePackages(metafile);
  chmodSync(outfile, 0o755);
}

/** Builds a program with a command line of its own. */
export async function bundleProgram(entry, outfile) {
  const { metafile } = await build({ ...common, entryPoints: [entry], outfile, banner: { js: "#!/usr/bin/env node" } });
  notePackages(metafile);
  chmodSync(outfile, 0o755);
}

/**
 * Builds a program whose commands are loaded one by one: what is behind a dynamic import becomes a file of its own in the
 * folder named like the program, so that `--help` and small commands do not compile what they never run.
 */
export async function bundleCommands(entry, outfile) {
  const folder = basename(outfile, ".js");
  const { metafile } = await build({
    ...common,
    format: "esm",
    splitting: true,
    entryPoints: { main: entry },
    outdir: join(dirname(outfile), folder),
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    plugins: [smallUndici(".mjs"), namedExports],
    // Packages in CommonJS ask for Node's own modules by require, and ssh2's cipher for its folder.
    banner: {
      js: 'import{createRequire as nodeRequire}from"node:module";const require=nodeRequire(import.meta.url),__dirname=import.meta.dirname;',
    },
  });
  notePackages(metafile);
  writeFileSync(outfile, `#!/usr/bin/env node\nimport("./${folder}/main.mjs");\n`);
  chmodSync(outfile, 0o755);
}

/** Bundles an entry text and imports it, for build steps that need our own TypeScript. */
export async function importSource(contents) {
  const result = await build({
    ...common,
    format: "esm",
    minify: false,
    write: false,
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(join(ROOT, "package.json"))});`,
    },
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}
