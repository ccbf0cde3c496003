import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startSimulator } from "../helpers/simulator.ts";

const python = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const available = existsSync(python) && spawnSync(python, ["-c", "import proxmoxer, requests"]).status === 0;
if (!available)
  process.stderr.write(
    "SKIPPED: proxmoxer is not installed in .venv, so no foreign client is tried against the simulator\n",
  );

/** What a user of the library would write, by token and by password. */
const script = `
import json, sys, time
from proxmoxer import ProxmoxAPI
from proxmoxer.core import ResourceException
from proxmoxer.tools import Tasks
host, port, ca = sys.argv[1:4]
seen = {}
for how, login in (
    ("token", dict(user="root@pam", token_name="admin", token_value="11111111-1111-1111-1111-111111111111")),
    ("password", dict(user="root@pam", password="oracle-root")),
):
    api = ProxmoxAPI(host, port=int(port), verify_ssl=ca, **login)
    vmid = int(api.cluster.nextid.get())
    node = api.nodes("pve1")
    upid = node.qemu(9000).clone.create(newid=vmid, name=f"by-{how}", full=1)
    clone = Tasks.blocking_status(api, upid)
    node.qemu(vmid).config.put(description="grüße & = ;", memory="1024")
    node.qemu(vmid).snapshot.create(snapname="one")
    try:
        node.qemu(vmid).config.put(cores="x")
    except ResourceException as error:
        refused = [error.status_code, error.errors]
    seen[how] = dict(
        vmid=vmid,
        exitstatus=clone["exitstatus"],
        description=node.qemu(vmid).config.get()["description"],
        snapshots=sorted(entry["name"] for entry in node.qemu(vmid).snapshot.get()),
        log=Tasks.decode_log(node.tasks(upid).log.get())[-7:],
        refused=refused,
        version=api.version.get()["release"],
    )
    Tasks.blocking_status(api, node.qemu(vmid).delete())
print(json.dumps(seen))
`;

describe.skipIf(!available)("proxmoxer", () => {
  test("works against the simulator unchanged, by token and by password, checking the certificate", async () => {
    const simulator = await startSimulator({ fixture: "demo" });
    try {
      const { hostname, port } = new URL(simulator.url);
      const output = execFileSync(python, ["-c", script, hostname, port, simulator.ca], { encoding: "utf8" });
      const expected = {
        vmid: 100,
        exitstatus: "OK",
        description: "grüße & = ;",
        snapshots: ["current", "one"],
        log: "TASK OK",
        refused: [400, { cores: "type check ('integer') failed - got 'x'" }],
        version: "9.2",
      };
      expect(JSON.parse(output)).toEqual({ token: expected, password: expected });
    } finally {
      await simulator.stop();
    }
  });
});
