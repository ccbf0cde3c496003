import { ROOT } from "./paths.mjs";

/** What all bundles are built with. */
export const common = {
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
