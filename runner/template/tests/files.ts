import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Plugin, plugin, type TestTable } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";

const onPath = (holds: (path: string) => boolean): Plugin<boolean> =>
  plugin([], (value) => holds(stringArgument(value, "path")));

const stat = (path: string) => statSync(path, { throwIfNoEntry: false });
const lstat = (path: string) => lstatSync(path, { throwIfNoEntry: false });

const directory = onPath((path) => stat(path)?.isDirectory() ?? false);
const file = onPath((path) => stat(path)?.isFile() ?? false);
const link = onPath((path) => lstat(path)?.isSymbolicLink() ?? false);
const absolute = onPath(isAbsolute);

const mount = onPath((path) => {
  const own = lstat(path);
  if (!own || own.isSymbolicLink()) return false;
  const parent = stat(join(path, ".."));
  return parent !== undefined && (parent.dev !== own.dev || parent.ino === own.ino);
});

const sameFile: Plugin<boolean> = plugin(["other"], (value, [other]) => {
  const [one, two] = [stringArgument(value, "path"), stringArgument(other, "other")];
  if (!existsSync(one) || !existsSync(two))
    throw new PythonFailure("ValueError", "same_file needs two files that exist");
  return realpathSync(one) === realpathSync(two);
});

/** Tests about files on the controller. */
export const fileTests: TestTable = {
  directory,
  is_dir: directory,
  file,
  is_file: file,
  link,
  is_link: link,
  exists: onPath((path) => stat(path) !== undefined),
  link_exists: onPath((path) => lstat(path) !== undefined),
  mount,
  is_mount: mount,
  same_file: sameFile,
  is_same_file: sameFile,
  abs: absolute,
  is_abs: absolute,
  vaulted_file: onPath((path) => {
    if (!existsSync(path))
      throw new PythonFailure("ValueError", "Cannot test if the file is a vault: it does not exist");
    return readFileSync(path).subarray(0, 14).toString("latin1") === "$ANSIBLE_VAULT";
  }),
};
