import type { Config, Move, Resize, ShownPart, Unlink } from "./config-change.ts";
import type { PowerAction } from "./power.ts";

/** Where a change applies. */
export interface Target {
  readonly vmid: number;
  readonly node: string;
}

type Values = Readonly<Record<string, string>>;
type CallParams = Readonly<Record<string, string | boolean | undefined>>;

/** One change of a guest, in the order they are applied. */
export type Change =
  | {
      readonly kind: "create";
      readonly target: Target;
      readonly config: Values;
      readonly shown: readonly ShownPart[];
      readonly pool: string | undefined;
    }
  | {
      readonly kind: "clone";
      readonly target: Target;
      readonly source: Target & { readonly name: string };
      readonly params: CallParams;
    }
  | {
      readonly kind: "restore";
      readonly target: Target;
      readonly archive: string;
      readonly storage: string | undefined;
      readonly unique: boolean;
      readonly pool: string | undefined;
    }
  | {
      readonly kind: "config";
      readonly target: Target;
      readonly set: Values;
      readonly remove: readonly string[];
      readonly digest: string | undefined;
      readonly shown: readonly ShownPart[];
      /** The guest runs: some of it may wait for a reboot. */
      readonly running: boolean;
    }
  | { readonly kind: "resize"; readonly target: Target; readonly resize: Resize }
  | { readonly kind: "move"; readonly target: Target; readonly move: Move; readonly deleteSource: boolean }
  | { readonly kind: "unlink"; readonly target: Target; readonly unlink: Unlink }
  | { readonly kind: "pool"; readonly target: Target; readonly from: string | undefined; readonly to: string }
  | { readonly kind: "migrate"; readonly target: Target; readonly to: string; readonly online: boolean }
  | { readonly kind: "power"; readonly target: Target; readonly action: PowerAction; readonly from: string }
  /** A reboot of a running guest when, after the changes before it, anything waits for one. */
  | { readonly kind: "reboot_if_pending"; readonly target: Target }
  | { readonly kind: "template"; readonly target: Target }
  | { readonly kind: "remove"; readonly target: Target; readonly config: Config };
