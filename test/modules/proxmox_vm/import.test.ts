import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { nodeTools } from "../../helpers/node-tools.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

const MIB = 1024 ** 2;

describe.skipIf(!hasSshd || process.getuid?.() !== 0)("proxmox_vm with disks from paths of the node", () => {
  let simulator: Simulator;
  let node: Sshd;
  let image: string;

  beforeAll(() => {
    image = join(mkdtempSync(join(tmpdir(), "pveplay-image-")), "my disk.raw");
    writeFileSync(image, Buffer.alloc(3 * MIB));
  });

  beforeEach(async () => {
    simulator = await startSimulator({ fixture: "demo", args: ["--real-machine"] });
    const { env } = await nodeTools(simulator, "pve1");
    node = await startSshd({ env });
  });

  afterEach(() => Promise.all([simulator.stop(), node.stop()]));

  const ssh = () => ({
    host: "127.0.0.1",
    port: node.port,
    user: node.user,
    private_key_file: node.keyFile,
    args: `-o UserKnownHostsFile=${node.knownHosts}`,
  });

  const task = (more: Readonly<Record<string, unknown>> = {}) => ({
    ...connectionTo(simulator, "root"),
    vmid: 300,
    name: "imported",
    node: "pve1",
    memory: 512,
    cipassword: "hunter2-long",
    scsi0: { storage: "local-lvm", "import-from": image, discard: "on" },
    scsi1: { storage: "local-lvm", "import-from": image },
    scsi2: { storage: "local-lvm", size: "1G" },
    boot: "order=scsi0",
    ssh: ssh(),
    ...more,
  });

  const configOf = async () => {
    const { result } = await converge("proxmox_api", {
      ...connectionTo(simulator, "root"),
      method: "get",
      path: "/nodes/pve1/qemu/300/config",
    });
    return Object(result["data"] ?? result["result"] ?? result);
  };

  test("imports all of them on the node, and has nothing to do the second time", async () => {
    const checked = await converge("proxmox_vm", task(), { check: true });
    const done = await converge("proxmox_vm", task());
    expect(done.result).toMatchObject({ changed: true, vmid: 300 });
    expect(done.result["failed"]).toBeUndefined();
    expect(checked.result["diff"]).toEqual(done.result["diff"]);
    expect(await configOf()).toMatchObject({
      boot: "order=scsi0",
      scsi0: expect.stringMatching(/^local-lvm:vm-300-disk-\d,discard=on,size=3M$/),
      scsi1: expect.stringMatching(/size=3M$/),
      scsi2: expect.stringMatching(/size=1G$/),
    });
    expect((await converge("proxmox_vm", task())).result).toMatchObject({ changed: false });
  });

  test("adds one to a VM that is there, with other changes in the same task", async () => {
    await converge("proxmox_vm", task({ scsi1: undefined, scsi0: { storage: "local-lvm", size: "1G" } }));
    const added = task({ scsi0: undefined, cores: 2 });
    expect((await converge("proxmox_vm", added)).result).toMatchObject({ changed: true });
    expect(await configOf()).toMatchObject({ cores: 2, scsi1: expect.stringMatching(/size=3M$/) });
    expect((await converge("proxmox_vm", added)).result).toMatchObject({ changed: false });
  });

  test("says before anything changes why the API refuses, and what helps", async () => {
    for (const check of [true, false]) {
      const { result } = await converge("proxmox_vm", task({ ssh: undefined }), { check });
      expect(result).toMatchObject({
        failed: true,
        code: "OPTION_MISSING",
        msg: expect.stringMatching(/root@pam.*Add 'ssh'/),
      });
    }
    expect(
      (await converge("proxmox_vm", { ...connectionTo(simulator, "root"), vmid: 300, state: "absent" })).result,
    ).toMatchObject({ changed: false });
  });

  test("needs no ssh for root@pam itself", async () => {
    const root = { api_user: "root@pam", api_password: "oracle-root", api_token_secret: undefined, ssh: undefined };
    expect((await converge("proxmox_vm", task(root))).result).toMatchObject({ changed: true });
    expect(await configOf()).toMatchObject({ scsi0: expect.stringMatching(/size=3M/) });
  });

  test.each<[string, string, () => Readonly<Record<string, unknown>>]>([
    [
      "a file that is not there",
      "FILE_NOT_FOUND",
      () => ({ scsi1: { storage: "local-lvm", "import-from": "/no/such.raw" } }),
    ],
    ["a host key that is not known", "SSH_HOST_UNKNOWN", () => ({ ssh: { ...ssh(), args: "" } })],
    ["another host key than pinned", "SSH_HOST_KEY_CHANGED", () => ({ ssh: { ...ssh(), fingerprint: "SHA256:AAAA" } })],
    ["a node that is not reached", "SSH_CONNECTION_REFUSED", () => ({ ssh: { ...ssh(), port: 1 } })],
  ])("finds %s in check mode already", async (_, code, more) => {
    const { result } = await converge("proxmox_vm", task(more()), { check: true });
    expect(result).toMatchObject({ failed: true, code });
  });

  test("keeps secrets of the login out of the result", async () => {
    const login = { ...ssh(), port: 1, password: "pw-s3cret", passphrase: "pp-s3cret" };
    const { result } = await converge("proxmox_vm", task({ ssh: login }));
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });

  test("says what qm says when it fails, and goes on where it stopped", async () => {
    const wrong = task({ scsi1: { storage: "nowhere", "import-from": image }, scsi2: undefined });
    const { result } = await converge("proxmox_vm", wrong);
    expect(result).toMatchObject({ failed: true, code: "SSH_COMMAND_FAILED", msg: expect.stringMatching(/nowhere/) });
    expect((await converge("proxmox_vm", task())).result).toMatchObject({ changed: true });
    expect((await converge("proxmox_vm", task())).result).toMatchObject({ changed: false });
  });
});
