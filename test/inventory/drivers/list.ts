import { loadAnsibleConfig } from "../../../core/ansible-config.ts";
import { listDocument } from "../../../inventory/dump/list.ts";
import { inventoryJson } from "../../../inventory/dump/json.ts";
import { loadInventory } from "../../../inventory/index.ts";

// Run as a program of its own, so that a test can measure it: prints the inventory of a source, then its peak memory in KiB to stderr.
const context = { cwd: process.cwd(), env: process.env };
const warn = (message: string): void => void process.stderr.write(`${message}\n`);
const config = loadAnsibleConfig(context, warn);
const inventory = await loadInventory([process.argv[2] ?? ""], { ...context, config, warn });
const options = { export: false, playbookDir: "/nonexistent", extraVars: new Map() };
process.stdout.write(inventoryJson(listDocument(inventory, options)));
process.stderr.write(`maxrss ${process.resourceUsage().maxRSS}\n`);
