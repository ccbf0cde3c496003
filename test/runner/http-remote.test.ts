import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  vars: {base: "http://127.0.0.1:{{ web }}"}
  tasks:
    - uri: {url: "{{ base }}/json", return_content: true, headers: {X-Say: "it's me"}}
      register: r
    - debug: {msg: "{{ r.status }} {{ r.json }} {{ r.content }} {{ r.content_type }} {{ r.redirected }}"}
    - uri: {url: "{{ base }}/echo", method: POST, body_format: json, body: {a: [1, "é"]}, status_code: [200, 201], return_content: true}
      register: r
    - debug: {msg: "{{ r.status }} {{ r.content }}"}
    - uri: {url: "{{ base }}/echo", method: PUT, body_format: form-urlencoded, body: {a: "x y", b: [1, 2]}, status_code: 201, return_content: true}
      register: r
    - debug: {msg: "{{ r.content }}"}
    - uri: {url: "{{ base }}/away", return_content: true}
      register: r
    - debug: {msg: "{{ r.status }} {{ r.redirected }} {{ r.url == base ~ '/json' }}"}
    - uri: {url: "{{ base }}/secret", url_username: me, url_password: pa ss, force_basic_auth: true, return_content: true}
      register: r
    - debug: {msg: "{{ r.content }}"}
    - uri: {url: "{{ base }}/missing"}
      register: r
      ignore_errors: true
    - debug: {msg: "{{ r.status }} {{ r is failed }}"}
    - uri: {url: "http://127.0.0.1:9/"}
      register: r
      ignore_errors: true
    - debug: {msg: "{{ r.status }} {{ r is failed }}"}
    - get_url: {url: "{{ base }}/file", dest: "{{ folder }}/got", mode: "0640", checksum: "sha256:{{ 'content' | hash('sha256') }}"}
      register: r
    - debug: {msg: "{{ r.changed }} {{ r.mode }} {{ r.status_code }}"}
    - get_url: {url: "{{ base }}/file", dest: "{{ folder }}/got", checksum: "sha256:{{ 'content' | hash('sha256') }}"}
      register: r
    - debug: {msg: "{{ r.changed }}"}
    - get_url: {url: "{{ base }}/file", dest: "{{ folder }}/bad", checksum: "sha256:{{ 'other' | hash('sha256') }}"}
      register: r
      ignore_errors: true
    - stat: {path: "{{ folder }}/bad"}
      register: s
    - debug: {msg: "{{ r is failed }} {{ s.stat.exists }}"}
`;

function serve(): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { authorization = "", "x-say": said = "" } = request.headers;
      const answer = (status: number, type: string, text: string): void => {
        response.writeHead(status, { "content-type": type }).end(text);
      };
      switch (request.url) {
        case "/json":
          return answer(200, "application/json", JSON.stringify({ said, n: 1.5 }));
        case "/echo":
          return answer(201, "text/plain", `${request.method} ${request.headers["content-type"]} ${body}`);
        case "/away":
          response.setHeader("location", "/json");
          return answer(302, "text/plain", "");
        case "/secret":
          return answer(
            authorization === "" ? 401 : 200,
            "text/plain",
            Buffer.from(authorization.slice(6), "base64").toString(),
          );
        case "/file":
          return answer(200, "application/octet-stream", "content");
        default:
          return answer(404, "text/plain", "none");
      }
    });
  });
}

describe.skipIf(!hasSshd)("uri and get_url on a target over ssh", () => {
  let sshd: Sshd;
  let web: Server;
  let folder: string;

  beforeAll(async () => {
    sshd = await startSshd();
    web = serve().listen(0, "127.0.0.1");
    await once(web, "listening");
    const address = web.address();
    const port = typeof address === "object" ? address?.port : undefined;
    folder = mkdtempSync(join(tmpdir(), "pveplay-http-"));
    writeFileSync(join(folder, "playbook.yml"), PLAYBOOK);
    const far = `ansible_host=127.0.0.1 ansible_port=${sshd.port} ansible_user=${sshd.user} ansible_ssh_private_key_file=${sshd.keyFile} ansible_ssh_common_args='-o UserKnownHostsFile=${sshd.knownHosts}'`;
    const place = (name: string): string => `web=${port} folder=${mkdtempSync(join(tmpdir(), `pveplay-${name}-`))}`;
    writeFileSync(join(folder, "far"), `target ${far} ${place("far")}\n`);
    writeFileSync(join(folder, "near"), `target ansible_connection=local ${place("near")}\n`);
  });

  afterAll(async () => {
    web.close();
    await sshd.stop();
  });

  test("give what they give on this machine", async () => {
    const run = (inventory: string) => underPveplay({ folder, args: ["-i", inventory, "playbook.yml"] });
    const [far, near] = [await run("far"), await run("near")];
    expect(near.record.exitCode, near.stderr + near.stdout).toBe(0);
    expect(far.record, far.stderr).toEqual(near.record);
    const printed = (far.record.hosts["target"] ?? []).flatMap(({ printed: value }) =>
      value === undefined ? [] : [value],
    );
    expect(printed).toEqual([
      { msg: `200 {'said': "it's me", 'n': 1.5} {"said":"it's me","n":1.5} application/json False` },
      { msg: '201 POST application/json {"a": [1, "\\u00e9"]}' },
      { msg: "PUT application/x-www-form-urlencoded a=x+y&b=1&b=2" },
      { msg: "200 True True" },
      { msg: "me:pa ss" },
      { msg: "404 True" },
      { msg: "-1 True" },
      { msg: "True 0640 200" },
      { msg: false },
      { msg: "True False" },
    ]);
  }, 60_000);
});
