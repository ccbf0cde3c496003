import type { ConfigSchema } from "../../../core/proxmox/config-schema.ts";
import type { GuestType } from "../../../core/proxmox/guests.ts";
import type { Options } from "../../../core/spec/options.ts";

/** What tells VMs from containers: everything else about guests is the same code. */
export interface GuestKind {
  readonly type: GuestType;
  /** `VM` or `container`, for messages. */
  readonly title: string;
  readonly schema: ConfigSchema;
  /** The options that are configuration keys. */
  readonly configOptions: Options;
  /** Options whose configuration key has another name. */
  readonly keyNames: Readonly<Record<string, string>>;
  /** The key that holds the guest's name. */
  readonly nameKey: "name" | "hostname";
  /** The key of a disk's property string that holds its volume. */
  readonly volumeKey: "file" | "volume";
  /** The key of a network device's property string that holds its MAC address. */
  readonly macKey: "macaddr" | "hwaddr";
  /** A key the server never shows in clear. */
  readonly writeOnly: string | undefined;
  /** How the API names the calls that differ. */
  readonly calls: {
    readonly moveDisk: "move_disk" | "move_volume";
    readonly moveDiskKey: "disk" | "volume";
    readonly targetStorage: "targetstorage" | "target-storage";
    /** Whether configuration is written by POST, whose tasks the server may wait for (`background_delay`). */
    readonly configByPost: boolean;
  };
  isDisk(key: string): boolean;
}
