import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";
import { common } from "./esbuild-options.mjs";
import { lazyBuiltins } from "./lazy-builtins.mjs";
import { notePackages } from "./licences.mjs";
import { ROOT } from "./paths.mjs";
import { UNDICI_POOL } from "./undici.mjs";

/** Packages that are parts of their own: most commands use none of them. */
const PACKAGES = { undici: UNDICI_POOL, ssh2: "ssh2", yaml: "yaml" };

/** Commands that run no playbooks, by their folders: the whole runner need not be read for them. */
const EVERYDAY = /^runner\/cli\/(completion|configure|guest|task|token|vault)\//;

/**
 * Builds a program into a folder, in parts that are loaded when first asked for:
 *
 * - `main.js`: the entry and all it imports; what --help and --version need.
 * - `everyday.js` and `playbooks.js`: what the entry imports dynamically. Modules that are in main.js are taken from there.
 * - a file for each large package.
 *
 * A part asks for another by `require("part:NAME")`, for an export of it by `require("part:NAME/EXPORT")`; the launcher answers.
 * Returns the parts' names.
 */
export async function bundleParts(entry, folder) {
  mkdirSync(folder, { recursive: true });
  const { shared, commands } = await contentsOf(entry);
  await bundlePart(join(folder, "main.js"), {
    contents: [
      `import "./${entry}";`,
      ...shared.map(({ name, path }) => `export * as ${JSON.stringify(name)} from ${JSON.stringify(path)};`),
    ].join("\n"),
    plugins: [dynamicImportsElsewhere],
  });
  const plugins = [sharedFromMain(new Set(shared.map(({ name }) => name))), packagesElsewhere];
  for (const part of ["everyday", "playbooks"]) {
    const getters = commands
      .filter((path) => partOf(path) === part)
      .map((path) => `get ${JSON.stringify(path)}() { return require("./${path}"); }`);
    await bundlePart(join(folder, `${part}.js`), { contents: `module.exports = { ${getters.join(", ")} };`, plugins });
  }
  for (const [name, path] of Object.entries(PACKAGES)) {
    await bundlePart(join(folder, `${name}.js`), { contents: `module.exports = require(${JSON.stringify(path)});` });
  }
  return ["main", "everyday", "playbooks", ...Object.keys(PACKAGES)];
}

const partOf = (path) => (EVERYDAY.test(path) ? "everyday" : "playbooks");

async function bundlePart(outfile, { contents, plugins = [] }) {
  const { metafile } = await build({
    ...common,
    supported: { "dynamic-import": false },
    stdin: { contents, resolveDir: ROOT, loader: "js" },
    outfile,
    // A function for the launcher to call, as Node's own loader makes one of a file: V8 gets the file's text as it is.
    banner: { js: "(function (require, module, exports, __filename, __dirname) {" },
    footer: { js: "})" },
    plugins: [...plugins, lazyBuiltins],
  });
  notePackages(metafile);
}

/** What the entry imports, by the name it has in both parts; and the files that it imports dynamically. */
async function contentsOf(entry) {
  const { metafile } = await build({
    ...common,
    entryPoints: [join(ROOT, entry)],
    outdir: "/",
    write: false,
    plugins: [dynamicImportsElsewhere, lazyBuiltins],
  });
  const own = Object.keys(metafile.inputs).filter((path) => path.endsWith(".ts"));
  const imports = own.flatMap((path) => metafile.inputs[path].imports);
  const packages = imports.filter(({ path }) => path.startsWith("node_modules/")).map(({ original }) => original);
  const commands = imports.map(({ path }) => COMMAND.exec(path)?.[1]).filter((path) => path !== undefined);
  return {
    shared: [
      ...own.filter((path) => path !== entry).map((path) => ({ name: path, path: `./${path}` })),
      ...[...new Set(packages)].map((path) => ({ name: path, path })),
    ],
    commands: [...new Set(commands)],
  };
}

const COMMAND = /^part:(?:everyday|playbooks)\/(.*)/;

const dynamicImportsElsewhere = {
  name: "dynamic-imports-elsewhere",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const name = nameOf(resolveDir, path);
      return { path: `part:${partOf(name)}/${name}`, external: true };
    });
  },
};

function sharedFromMain(shared) {
  return {
    name: "shared-from-main",
    setup({ onResolve }) {
      onResolve({ filter: /^[.a-z]/ }, ({ path, resolveDir }) => {
        const name = path.startsWith(".") ? nameOf(resolveDir, path) : path;
        return shared.has(name) ? { path: `part:main/${name}`, external: true } : undefined;
      });
    },
  };
}

const packagesElsewhere = {
  name: "packages-elsewhere",
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z0-9]+$/ }, ({ path }) =>
      Object.hasOwn(PACKAGES, path) ? { path: `part:${path}`, external: true } : undefined,
    );
  },
};

const nameOf = (folder, path) => relative(ROOT, resolve(folder, path));
