import { configSchema } from "./config-schema.ts";
import data from "./schema/lxc-config.json" with { type: "json" };

/** The configuration keys of containers (source: the API schema's `PUT /nodes/{node}/lxc/{vmid}/config`, 8.4 and 9.2 united). */
export const lxcConfig = configSchema(data);
