import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import {
  createServer as createPlain,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../../helpers/both-engines.ts";
import { selfSigned } from "../../pve/http/certificate.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

/** Requests by what is asked of them, and whether they succeed. */
const REQUESTS: readonly (readonly [what: string, options: Readonly<Record<string, unknown>>, answer: string])[] = [
  ["an unknown authority", { url: "{{ tls }}/" }, "-1 "],
  ["ca_path", { url: "{{ tls }}/", ca_path: "{{ certs }}/server.pem" }, "200 nobody"],
  ["validate_certs: false", { url: "{{ tls }}/", validate_certs: false }, "200 nobody"],
  [
    "client_cert and client_key",
    {
      url: "{{ tls }}/",
      validate_certs: false,
      client_cert: "{{ certs }}/client.pem",
      client_key: "{{ certs }}/client.key",
    },
    "200 somebody",
  ],
  [
    "client_cert with its key in it",
    { url: "{{ tls }}/", validate_certs: false, client_cert: "{{ certs }}/both.pem" },
    "200 somebody",
  ],
  [
    "ciphers the server has",
    { url: "{{ tls }}/", validate_certs: false, ciphers: ["ECDHE-ECDSA-AES256-GCM-SHA384"] },
    "200 nobody",
  ],
  [
    "ciphers the server has not",
    { url: "{{ tls }}/", validate_certs: false, ciphers: ["ECDHE-ECDSA-AES128-GCM-SHA256"] },
    "-1 ",
  ],
  ["timeout on a server that says nothing", { url: "{{ plain }}/silent", timeout: 1 }, "-1 "],
  ["timeout on one that takes longer but goes on", { url: "{{ plain }}/slow", timeout: 2 }, "200 ......"],
  ["timeout on one that stops half-way", { url: "{{ plain }}/half", timeout: 1 }, "-1 "],
  ["unix_socket", { url: "http://localhost/", unix_socket: "{{ certs }}/socket" }, "200 nobody"],
];

const answer: RequestListener = (request, response) => {
  reply(request, response).catch(() => response.destroy());
};

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/silent") return;
  if (request.url === "/half") {
    response.writeHead(200, { "content-length": "100" }).write(".");
    return;
  }
  if (request.url === "/slow") {
    for (let n = 0; n < 6; n += 1) {
      response.write(".");
      await sleep(500);
    }
    response.end();
    return;
  }
  const { socket } = request;
  // Without a certificate there is an object without anything in it.
  const peer = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
  response.end(Object.keys(peer).length > 0 ? "somebody" : "nobody");
}

async function certificate(folder: string, name: string): Promise<void> {
  const { cert, key } = await selfSigned(Date.now());
  writeFileSync(join(folder, `${name}.pem`), cert);
  writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describe.skipIf(!hasSshd)("uri", () => {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-transport-"));
  const servers: Server[] = [];
  let sshd: Sshd;

  beforeAll(async () => {
    for (const name of ["server", "client"]) await certificate(folder, name);
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, "both.pem"), read("client.pem") + read("client.key"), { mode: 0o600 });
    const tls = createServer(
      {
        cert: read("server.pem"),
        key: read("server.key"),
        requestCert: true,
        rejectUnauthorized: false,
        maxVersion: "TLSv1.2",
        ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384",
      },
      answer,
    );
    servers.push(tls.listen(0, "127.0.0.1"), createPlain(answer).listen(0, "127.0.0.1"));
    servers.push(createPlain(answer).listen(join(folder, "socket")));
    await Promise.all(servers.map((server) => once(server, "listening")));
    sshd = await startSshd();
    const [secure, plain] = servers.map((server) => (server.address() instanceof Object ? portOf(server) : 0));
    const vars = `tls=https://127.0.0.1:${secure} plain=http://127.0.0.1:${plain} certs=${folder}`;
    const ssh = `ansible_host=127.0.0.1 ansible_port=${sshd.port} ansible_user=${sshd.user} ansible_ssh_private_key_file=${sshd.keyFile} ansible_ssh_common_args='-o UserKnownHostsFile=${sshd.knownHosts}'`;
    writeFileSync(
      join(folder, "inventory.ini"),
      `near ansible_connection=local\nfar ${ssh}\n[all:vars]\n${vars.split(" ").join("\n")}\n`,
    );
    const asked = REQUESTS.map(([, options]) => ({ return_content: true, ...options }));
    writeFileSync(
      join(folder, "playbook.yml"),
      JSON.stringify([
        {
          hosts: "all",
          gather_facts: false,
          tasks: [
            { uri: "{{ item }}", loop: asked, register: "r", ignore_errors: true },
            { debug: { msg: "{{ item.status }} {{ item.content | default('') }}" }, loop: "{{ r.results }}" },
          ],
        },
      ]),
    );
  });

  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await sshd.stop();
  });

  test("heeds the options of the connection, by Node and by curl", async () => {
    const { record, stderr } = await underPveplay({
      folder: folderWithout(folder),
      args: ["-i", join(folder, "inventory.ini"), join(folder, "playbook.yml")],
    });
    const wanted = REQUESTS.map(([what, , result]) => [what, result]);
    for (const host of ["near", "far"]) {
      const printed = (record.hosts[host] ?? []).flatMap(({ printed: said }) => (said === undefined ? [] : [said]));
      const got = REQUESTS.map(([what], at) => [what, (printed[at] as { msg?: string } | undefined)?.msg]);
      expect(got, `${host}: ${stderr}`).toEqual(wanted);
    }
  }, 60_000);
});

/** A run copies its folder, and a socket can not be copied. */
function folderWithout(folder: string): string {
  return mkdtempSync(`${folder}-run-`);
}
