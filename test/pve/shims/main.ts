import { ToolFailure } from "./failure.ts";
import { NodeApi } from "./node-api.ts";
import { pct } from "./pct.ts";
import { pvesh } from "./pvesh.ts";
import { pvesm } from "./pvesm.ts";
import { pveum } from "./pveum.ts";
import { qm } from "./qm.ts";

const TOOLS: Readonly<Record<string, (api: NodeApi, args: readonly string[]) => Promise<string>>> = {
  qm,
  pct,
  pvesm,
  pveum,
  pvesh,
};

/** A node's tool by the name it is called by: the first argument. */
async function main([name = "", ...args]: readonly string[]): Promise<void> {
  const api = new NodeApi(process.env);
  try {
    const tool = TOOLS[name];
    if (!tool) throw new ToolFailure(`${name}: command not found`, 127);
    process.stdout.write(await tool(api, args));
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } finally {
    await api.close();
  }
}

await main(process.argv.slice(2));
