import { defineModule } from "../kit/define-module.ts";
import { apply } from "./apply.ts";
import type { BackupArgs } from "./options.ts";
import { constraints, options } from "./options.ts";
import { countedOf, plan } from "./plan.ts";
import { read } from "./read.ts";
import { told } from "./result.ts";
import { show } from "./show.ts";
import type { Counted, Current } from "./state.ts";

export default defineModule({
  name: "proxmox_backup",
  summary: "Back up guests, and look after their backups",
  description: [
    "Makes backups of VMs and containers (vzdump) and waits for them, keeps notes and protection as asked, and prunes.",
    "A guest whose backup fails stops none of the others; the task then fails and names both.",
    "A backup is restored by O(pveplay.proxmox.proxmox_vm#module:archive) and O(pveplay.proxmox.proxmox_container#module:archive); the role backup_restore proves that it can be.",
    "Needs VM.Backup on the guests and Datastore.AllocateSpace on the storage.",
  ],
  options,
  constraints,
  returns: {
    backups: {
      type: "list",
      returned: "always",
      description:
        "With V(present), the backup of each guest that counts (in check mode without those still to be made); with V(list) and V(pruned), all of them before the task, newest first.",
      sample: [
        {
          vmid: 101,
          name: "db-1",
          type: "qemu",
          node: "pve1",
          volid: "local:backup/vzdump-qemu-101-2026_01_31-02_00_00.vma.zst",
          ctime: 1769824800,
          size: 1288490188,
          notes: "db-1",
          protected: false,
        },
      ],
    },
    volid: { type: "str", returned: "when RV(backups) has one", description: "Id of that backup." },
    failed_on: { type: "list", returned: "on failure", description: "Ids of the guests whose backup failed." },
    made: { type: "list", returned: "on failure", description: "Ids of the backups that were made all the same." },
    succeeded_on: { type: "list", returned: "on failure", description: "Ids of the guests whose backup was made." },
  },
  read,
  plan,
  show,
  apply,
  result: (current, args) => told(shownOf(current, args)),
});

function shownOf(current: Current, args: BackupArgs): readonly Counted[] {
  if (current.single || args.state === "present") return countedOf(current, args);
  return current.guests.flatMap(({ guest, backups }) => backups.map((backup) => ({ guest, backup })));
}
