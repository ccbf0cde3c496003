import { createRequire, isBuiltin } from "node:module";

const require = createRequire(import.meta.url);

/** Node's own modules that cost milliseconds to load and that most runs never touch. */
const HEAVY = new Set([
  "child_process",
  "crypto",
  "dns",
  "http",
  "https",
  "net",
  "readline",
  "stream",
  "tls",
  "v8",
  "zlib",
]);

/**
 * Loads the heavy ones of Node's own modules when one of their exports is first used: in a bundle of CommonJS every import
 * of every file is done at the start otherwise.
 */
export const lazyBuiltins = {
  name: "lazy-builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path, namespace }) => {
      const name = path.replace(/^node:/, "");
      return namespace !== "lazy" && isBuiltin(path) && HEAVY.has(name) ? { path: name, namespace: "lazy" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => {
      const getters = Object.keys(require(`node:${path}`)).map((name) => `get ${name}() { return load().${name}; }`);
      return {
        contents: `let loaded; const load = () => (loaded ??= require("node:${path}")); module.exports = { ${getters.join(", ")} };`,
      };
    });
  },
};
