import { ApiError } from "./api-error.ts";
import type { ProxmoxClient } from "./client.ts";

/** GET of what may not be there: undefined when the server says that it does not exist (mostly 500, sometimes 404). @throws ApiError for everything else */
export async function getIfThere<T>(client: ProxmoxClient, path: string): Promise<T | undefined> {
  try {
    return await client.get<T>(path);
  } catch (error) {
    if (error instanceof ApiError && error.code === "PROXMOX_NOT_FOUND") return undefined;
    throw error;
  }
}
