// What a node's pvesh does, by a simulator: its arguments become a request of root, what it prints has pvesh's form.
// PVESH_SHIM_URL and PVESH_SHIM_CA lead to the simulator, PVESH_SHIM_LOG is a file that gets a line for each call.
import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { request } from "node:https";

const METHODS = { get: "GET", create: "POST", set: "PUT", delete: "DELETE" };
const TOKEN = "root@pam!admin=11111111-1111-1111-1111-111111111111";
const { PVESH_SHIM_URL: base = "", PVESH_SHIM_CA: ca = "", PVESH_SHIM_LOG: log = "" } = process.env;

const [command = "", path = "", ...rest] = process.argv.slice(2);
if (log !== "") appendFileSync(log, `${process.argv.slice(2).join(" ")}\n`);
const method = METHODS[command];
const at = rest.indexOf("--output-format");
if (!method || at < 0 || rest[at + 1] !== "json") fail(`unknown command 'pvesh ${command}'\n`);
const options = rest
  .toSpliced(at, 2)
  .map((text) => /^--([^=]+)=([\s\S]*)$/.exec(text) ?? fail(`unable to parse '${text}'\n`));
const form = options.map(([, name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

const inBody = method === "POST" || method === "PUT";
const { status, reason, text } = await ask(
  `/api2/json${path.split("/").map(encodeURIComponent).join("/")}${inBody || form === "" ? "" : `?${form}`}`,
  inBody ? form : undefined,
);
if (status === 200) succeed(JSON.parse(text).data);
else {
  const { message = reason, errors } = text === "" ? {} : JSON.parse(text);
  const details = Object.entries(errors ?? {}).map(([name, error]) => `${name}: ${error}\n`);
  const usage = status === 400 ? `pvesh ${command} <api_path> [OPTIONS] [FORMAT_OPTIONS]\n` : "";
  fail(`${status === 400 ? "400 " : ""}${message.trimEnd()}\n${details.join("")}${usage}`);
}

/** A call that starts a task prints what the task logs first; one without data prints nothing. */
function succeed(data) {
  if (typeof data === "string" && data.startsWith("UPID:")) process.stdout.write("the task's own words\n");
  if (data !== null) process.stdout.write(`${JSON.stringify(data)}\n`);
}

function fail(message) {
  process.stderr.write(message);
  process.exit(2);
}

async function ask(url, body) {
  const headers = {
    authorization: `PVEAPIToken=${TOKEN}`,
    ...(body === undefined
      ? {}
      : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }),
  };
  const sent = request(new URL(url, base), { method, headers, ca: readFileSync(ca), agent: false });
  sent.end(body);
  const [response] = await once(sent, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, reason: response.statusMessage, text: Buffer.concat(chunks).toString() };
}
