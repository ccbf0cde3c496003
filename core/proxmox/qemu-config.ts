import { configSchema } from "./config-schema.ts";
import data from "./schema/qemu-config.json" with { type: "json" };

/** The configuration keys of VMs (source: the API schema's `POST /nodes/{node}/qemu/{vmid}/config`, 8.4 and 9.2 united). */
export const qemuConfig = configSchema(data);
