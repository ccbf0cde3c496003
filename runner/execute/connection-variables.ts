import type { Value } from "../../core/values.ts";
import type { AttemptJob } from "./attempt-job.ts";
import type { Delegation } from "./delegation.ts";

const LOCAL_ADDRESS = "127.0.0.1";

/**
 * Variables of the connection that a task sees even when nobody sets them: `ansible_host` is the host's own name (or that of
 * the host it is delegated to), and so on.
 */
export function connectionVariable(
  name: string,
  { host, run, task }: AttemptJob,
  to: Delegation | undefined,
): Value | undefined {
  switch (name) {
    case "ansible_host":
      return to?.scope.get(name) ?? addressOf(to?.host ?? host, run.state.inventory.hosts());
    case "ansible_user":
    case "ansible_port":
      return to?.scope.get(name);
    case "ansible_connection":
      return (
        to?.scope.get(name) ?? task.settings.connection ?? run.state.options.connection ?? run.state.settings.transport
      );
    case "ansible_timeout":
      return run.state.options.timeout ?? run.state.settings.connectTimeout;
    case "ansible_shell_executable":
      return "/bin/sh";
    case "ansible_pipelining":
      return false;
    case "ansible_delegated_vars":
      return to && new Map([[to.host, delegatedVars(host, to)]]);
    default:
      return undefined;
  }
}

/** The implicit localhost is called by its address. */
function addressOf(host: string, known: readonly { readonly name: string }[]): string {
  return host === "localhost" && !known.some(({ name }) => name === host) ? LOCAL_ADDRESS : host;
}

/** Variables of the host a task is delegated to, which still tell for whom it runs. */
function delegatedVars(host: string, to: Delegation): Value {
  const address = to.scope.get("ansible_host") ?? to.host;
  return to.scope
    .with(
      new Map<Value, Value>([
        ["inventory_hostname", host],
        ["ansible_host", address],
      ]),
    )
    .asDict();
}
