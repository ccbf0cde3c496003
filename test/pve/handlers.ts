import { pruneHandlers } from "./backup/prune.ts";
import { vzdumpHandlers } from "./backup/vzdump-api.ts";
import { backupJobs } from "./cluster/backup-job-api.ts";
import { haHandlers } from "./cluster/ha-api.ts";
import { haSections } from "./cluster/ha-sections-api.ts";
import { indexHandlers } from "./cluster/indexes.ts";
import { optionHandlers } from "./cluster/options-api.ts";
import { consoleHandlers, storageSamples } from "./guests/console-api.ts";
import { clusterFirewall, firewallHandlers } from "./guests/firewall-api.ts";
import { lxcHandlers } from "./guests/lxc/container-api.ts";
import { migrateHandlers } from "./guests/migrate-api.ts";
import { bulkHandlers } from "./nodes/bulk-api.ts";
import { capabilityHandlers } from "./nodes/capability-api.ts";
import { sdnHandlers } from "./sdn/sdn-api.ts";
import { storageConfig } from "./storage/storage-config-api.ts";
import { uploadHandlers } from "./storage/upload.ts";
import { aclHandlers } from "./access/acl-api.ts";
import { groupHandlers } from "./access/group-api.ts";
import { loginHandlers } from "./access/login-api.ts";
import { roleHandlers } from "./access/role-api.ts";
import { tokenHandlers } from "./access/token-api.ts";
import { userHandlers } from "./access/user-api.ts";
import { agentHandlers } from "./agent/agent-api.ts";
import { clusterHandlers } from "./cluster/cluster-api.ts";
import { resourceHandlers } from "./cluster/resources.ts";
import { qemuHandlers } from "./guests/qemu/vm-api.ts";
import { nodeHandlers } from "./nodes/node-api.ts";
import { poolHandlers } from "./pools/pool-api.ts";
import type { Handlers } from "./services.ts";
import { contentHandlers } from "./storage/content-api.ts";
import { nodeStorage } from "./storage/storage-api.ts";
import { taskHandlers } from "./tasks/task-api.ts";

/** Every endpoint the simulator knows. */
export const handlers: Handlers = {
  ...aclHandlers,
  ...groupHandlers,
  ...loginHandlers,
  ...roleHandlers,
  ...tokenHandlers,
  ...userHandlers,
  ...agentHandlers,
  ...clusterHandlers,
  ...resourceHandlers,
  ...qemuHandlers,
  ...nodeHandlers,
  ...poolHandlers,
  ...contentHandlers,
  ...nodeStorage,
  ...taskHandlers,
  ...pruneHandlers,
  ...vzdumpHandlers,
  ...backupJobs,
  ...haHandlers,
  ...haSections({ path: "groups", id: "group" }),
  ...haSections({ path: "rules", id: "rule" }),
  ...indexHandlers,
  ...optionHandlers,
  ...consoleHandlers,
  ...storageSamples,
  ...clusterFirewall,
  ...firewallHandlers("qemu"),
  ...firewallHandlers("lxc"),
  ...lxcHandlers,
  ...migrateHandlers,
  ...bulkHandlers,
  ...capabilityHandlers,
  ...sdnHandlers,
  ...storageConfig,
  ...uploadHandlers,
};
