import { HintedError } from "../../../core/errors.ts";
import type { ConnectionMaker, ConnectionSpec } from "./connect.ts";
import { LocalTarget } from "./local.ts";
import type { Target } from "./target.ts";

/** Opens connections by kind: `local`, and `ssh` with its other names. */
export function connectionMaker(): ConnectionMaker {
  return {
    connect(spec: ConnectionSpec): Promise<Target> {
      if (spec.connection === "local") return Promise.resolve(new LocalTarget(spec));
      return Promise.reject(unsupported(spec));
    },
    reset: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function unsupported({ connection, host }: ConnectionSpec): HintedError {
  return new HintedError("PLAYBOOK_UNSUPPORTED", `Connection '${connection}' of ${host} is not supported`, {
    hint: "Use connection: local",
  });
}
