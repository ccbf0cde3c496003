import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answer, type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { bundle } from "../../helpers/bundle.ts";

const GUESTS = 400;
const NODES = 20;

/** What it costs is measured by scripts/bench/proxmox-inventory.mjs; here it only has to be right. */
describe(`a Proxmox inventory of ${GUESTS} guests, agents answering in 20 ms and one in 20 never`, () => {
  let server: ApiServer;

  beforeAll(async () => {
    const guests = Array.from({ length: GUESTS }, (_item, index) => ({
      type: "qemu",
      vmid: 1000 + index,
      name: `guest-${index}`,
      node: `node${index % NODES}`,
      status: "running",
    }));
    server = await startApiServer(({ path }, response) => {
      if (path.startsWith("/cluster/resources")) return answer(response, guests);
      if (path === "/nodes") return answer(response, []);
      const vmid = Number(/\/qemu\/(\d+)\/agent/.exec(path)?.[1]);
      if (vmid % 20 === 0) return;
      const address = { "ip-address": `10.0.${vmid >> 8}.${vmid & 255}`, "ip-address-type": "ipv4", prefix: 16 };
      setTimeout(() => answer(response, { result: [{ name: "eth0", "ip-addresses": [address] }] }), 20);
    });
  });
  afterAll(() => server.close());

  test("takes one request a guest, and waits for those that never answer once and not one by one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scale-"));
    const file = join(folder, "big.proxmox.yml");
    const connection = `api_host: 127.0.0.1:${server.port}\nfingerprint: "${server.fingerprint}"`;
    writeFileSync(
      file,
      `plugin: proxmox\n${connection}\nuser: u@pve\ntoken_id: inv\ntoken_secret: s\nagent_timeout: 15\n`,
    );
    const child = spawn(process.execPath, [bundle(join(import.meta.dirname, "../drivers/list.ts")), file], {
      cwd: folder,
    });
    const [output] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    const hostVars: Record<string, { ansible_host?: string }> = JSON.parse(output)._meta.hostvars;
    const hosts = Object.values(hostVars);
    expect(hosts).toHaveLength(GUESTS);
    expect(hosts.filter((vars) => vars.ansible_host !== undefined)).toHaveLength(GUESTS * 0.95);
    expect(server.seen.length).toBeLessThanOrEqual(GUESTS + 3 * NODES);
  }, 60_000);
});
