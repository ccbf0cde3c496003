import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { modules } from "../../modules/index.ts";
import { referencePage } from "../../modules/kit/reference-page.ts";
import { answer, type ApiServer, refuse, startApiServer } from "../helpers/api-server.ts";
import { examplesOf, planOf } from "../helpers/least-privilege.ts";
import { argsFile, builtModule, runBuilt, runOnFile } from "../helpers/executable.ts";

const names = [...modules.keys()];
const servers: ApiServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(handler: Parameters<typeof startApiServer>[0]): Promise<ApiServer> {
  const server = await startApiServer(handler);
  servers.push(server);
  return server;
}

const SECRET = "s3cr3t-of-the-token";

const connection = ({ port, fingerprint }: Pick<ApiServer, "port" | "fingerprint">) => ({
  api_host: "127.0.0.1",
  api_port: port,
  api_user: "root@pam!tk",
  api_token_secret: SECRET,
  fingerprint,
});

const nowhere = connection({ port: 1, fingerprint: "AA".repeat(32) });

describe("the registry", () => {
  test("has one line for each folder, each executable, each sidecar and each reference page", () => {
    const root = new URL("../..", import.meta.url).pathname;
    const folders = readdirSync(`${root}modules`, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== "kit",
    );
    const built = readdirSync(`${root}dist/modules`);
    const pages = readdirSync(`${root}docs/reference`).map((file) => file.replace(/\.md$/, ""));
    expect(folders.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(built.toSorted()).toEqual(names.flatMap((name) => [name, `${name}.yml`]).toSorted());
    expect(pages.toSorted()).toEqual(names.toSorted());
  });
});

describe.each(names)("the reference page of %s", (name) => {
  test("is what its options say (npm run docs writes it)", async () => {
    const root = new URL("../..", import.meta.url).pathname;
    const module = await modules.get(name)?.();
    if (!module) throw new Error(`No module ${name}`);
    const grants = {
      8: (await planOf(examplesOf(name), "8.4")).grants,
      9: (await planOf(examplesOf(name), "9.2")).grants,
    };
    const page = referencePage(module, readFileSync(`${root}modules/${name}/examples.yml`, "utf8"), grants);
    expect(readFileSync(`${root}docs/reference/${name}.md`, "utf8")).toBe(page);
    expect(readFileSync(`${root}README.md`, "utf8")).toContain(
      `| [${name}](docs/reference/${name}.md) | ${module.summary}. |`,
    );
  });
});

describe.each(names)("the executable %s", (name) => {
  const text = readFileSync(builtModule(name), "latin1");

  test("is taken by Ansible for what it is", () => {
    expect(text.startsWith("#!/bin/sh\n':' //;")).toBe(true);
    expect(text.split("\n")[1]).toContain("WANT_JSON");
    // Each of these makes some version of Ansible take the file for Python, PowerShell or a binary.
    for (const trap of [
      /from\s+ansible[.\w]*\s+import/,
      /import\s+ansible\./,
      /from\s+\.+module_utils/,
      /#<<INCLUDE_ANSIBLE_MODULE/,
      /<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>/,
      /POWERSHELL_COMMON/,
      /#\s*Requires\s/i,
      /#\s*AnsibleRequires/i,
    ]) {
      expect(text).not.toMatch(trap);
    }
    expect(text.slice(0, 1024)).toMatch(/^[\x07-\x0a\x0c\x0d\x1b\x20-\x7e\x80-\xff]*$/);
  });

  test("refuses an unknown option with one JSON object, a code and a hint", async () => {
    const { exitCode, stderr, result } = await runBuilt(name, { ...nowhere, no_such_option: 1 });
    expect(result).toMatchObject({ failed: true, changed: false, code: "OPTION_UNKNOWN" });
    expect(exitCode).toBe(1);
    expect(stderr).toBe("");
  });

  test("masks secrets in what it returns of its arguments", async () => {
    const { stdout, result } = await runBuilt(name, { ...nowhere, no_such_option: `x ${SECRET}` });
    expect(stdout).not.toContain(SECRET);
    expect(result).toHaveProperty("invocation.module_args.api_token_secret", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER");
  });
});

describe("an executable met with bad input", () => {
  const ip = { ...nowhere, vmid: 100 };
  const cases: Record<string, readonly [Record<string, unknown>, string]> = {
    "says which option is missing": [{ ...nowhere }, "OPTION_MISSING"],
    "says that no host is given": [{ vmid: 100 }, "OPTION_MISSING"],
    "says that no credential is given": [{ ...ip, api_token_secret: null }, "OPTION_MISSING"],
    "says which option has the wrong type": [{ ...ip, vmid: "abc" }, "OPTION_INVALID"],
    "says that a fingerprint is none": [{ ...ip, fingerprint: "12" }, "OPTION_INVALID"],
    "says that nobody listens": [ip, "PROXMOX_UNREACHABLE"],
    "says that the host is unknown": [{ ...ip, api_host: "no-such-host.invalid" }, "PROXMOX_HOST_UNKNOWN"],
  };

  test.each(Object.entries(cases))("%s", async (_name, [args, code]) => {
    const { exitCode, result } = await runBuilt("proxmox_ip", args);
    expect(result).toMatchObject({ failed: true, code });
    expect(exitCode).toBe(1);
  });

  const files: Record<string, readonly [string, string]> = {
    "says that the arguments file is missing": ["/no/such/file", "ARGS_FILE_UNREADABLE"],
    "says that no arguments file is given": ["", "ARGS_FILE_UNREADABLE"],
    "says that the arguments are not JSON, without quoting them": [
      argsFile(`{"api_token_secret": "${SECRET}"`),
      "ARGS_NOT_JSON",
    ],
    "says that the arguments are no object": [argsFile("[1]"), "ARGS_NOT_JSON"],
  };

  test.each(Object.entries(files))("%s", async (_name, [file, code]) => {
    const { exitCode, result, stdout } = await runOnFile("proxmox_ip", file);
    expect(result).toMatchObject({ failed: true, code });
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain(SECRET);
  });
});

describe("an executable met with a bad server", () => {
  const cases: Record<string, readonly [Parameters<typeof startApiServer>[0], string]> = {
    "says that the secret is wrong": [
      (_request, response) => refuse(response, 401, "Authentication failed!"),
      "PROXMOX_UNAUTHORIZED",
    ],
    "says which privilege is missing": [
      (_request, response) => refuse(response, 403, "Permission check failed (/, Sys.Audit)"),
      "PROXMOX_FORBIDDEN",
    ],
    "says what the server refuses": [
      (_request, response) => refuse(response, 400, "Parameter verification failed."),
      "PROXMOX_BAD_REQUEST",
    ],
    "says that the server broke": [(_request, response) => refuse(response, 500, "boom"), "PROXMOX_SERVER_ERROR"],
    "says that this is no API": [(_request, response) => response.end("<html>"), "PROXMOX_BAD_ANSWER"],
    "says that the connection was lost": [
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"data":', () => response.destroy());
      },
      "PROXMOX_CONNECTION_LOST",
    ],
  };

  test.each(Object.entries(cases))("%s", async (_name, [handler, code]) => {
    const server = await serve(handler);
    const { exitCode, result, stdout } = await runBuilt("proxmox_acl", {
      ...connection(server),
      path: "/",
      roles: ["x"],
      users: ["a@pve"],
    });
    expect(result).toMatchObject({ failed: true, changed: false, code });
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain(SECRET);
  });

  test("says that the certificate is another one", async () => {
    const server = await serve((_request, response) => answer(response, []));
    const { result } = await runBuilt("proxmox_ip", { ...connection(server), fingerprint: "AA".repeat(32), vmid: 100 });
    expect(result).toMatchObject({ failed: true, code: "PROXMOX_TLS" });
    expect(server.seen).toEqual([]);
  });
});

describe("an executable that is terminated", () => {
  test("names the task that still runs", async () => {
    const upid = "UPID:pve1:00007675:00097DAD:6B0277BD:qmsnapshot:100:root@pam!tk:";
    const server = await serve(({ method, path }, response) => {
      if (path.startsWith("/cluster/resources"))
        return answer(response, [{ vmid: 100, node: "pve1", type: "qemu", name: "a", status: "running" }]);
      if (path.endsWith("/status")) return answer(response, { status: "running" });
      return answer(response, method === "POST" ? upid : []);
    });
    const { exitCode, result } = await runBuilt(
      "proxmox_snapshot",
      { ...connection(server), vmid: 100, snapname: "before" },
      { terminateAfter: 1000 },
    );
    expect(result).toMatchObject({ failed: true, code: "INTERRUPTED", upid });
    expect(exitCode).toBe(1);
  });
});

describe("an executable finds its connection", () => {
  test("in the environment", async () => {
    const server = await serve((_request, response) => answer(response, []));
    const env = {
      PROXMOX_HOST: "127.0.0.1",
      PROXMOX_PORT: String(server.port),
      PROXMOX_USER: "root@pam",
      PROXMOX_TOKEN_ID: "tk",
      PROXMOX_TOKEN_SECRET: SECRET,
      PROXMOX_FINGERPRINT: server.fingerprint,
    };
    const { result } = await runBuilt("proxmox_ip", { vmid: 100 }, { env });
    expect(result).toMatchObject({ code: "GUEST_NOT_FOUND" });
    expect(server.seen[0]?.headers.authorization).toBe(`PVEAPIToken=root@pam!tk=${SECRET}`);
  });

  test("warns when it is told not to check the certificate", async () => {
    const server = await serve((_request, response) => answer(response, []));
    const args = {
      ...connection(server),
      fingerprint: null,
      validate_certs: false,
      path: "/",
      roles: ["x"],
      users: ["a@pve"],
      state: "absent",
    };
    const { result } = await runBuilt("proxmox_acl", args);
    expect(result).toMatchObject({ changed: false, warnings: [expect.stringContaining("validate_certs: false")] });
  });
});
