import { editText } from "../../../vault/editor.ts";

// Run as a program of its own, so that a test can signal it: edits a text with the command of its arguments.
const text = await editText(Buffer.from("secret: hunter2\n"), "vars.yml", {
  command: process.argv.slice(2),
  env: process.env,
});
process.stdout.write(text);
