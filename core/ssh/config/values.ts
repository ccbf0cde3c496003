import { HintedError } from "../../errors.ts";
import { jumpOfProxyCommand } from "./proxy-command.ts";
import { HONOURED, NEEDLESS, REFUSED, RENAMED } from "./keywords.ts";

/** One setting and where it was read, such as `~/.ssh/config:12` or `ansible_ssh_args`. */
export interface ConfigLine {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly place: string;
}

/** Settings for one host: the first value of a keyword wins, identity files add up. */
export class ConfigValues {
  readonly #values = new Map<string, readonly string[]>();
  readonly #places = new Map<string, string>();

  /** Takes a setting in. @throws HintedError SSH_CONFIG for one that is unknown, or that can not be honoured and matters */
  add({ keyword, words, place }: ConfigLine): void {
    const lower = keyword.toLowerCase();
    const name = RENAMED[lower] ?? lower;
    if (NEEDLESS.has(name)) return;
    if (!HONOURED.has(name)) {
      this.#refuse(name, { keyword, words, place });
      return;
    }
    if (words.length === 0) throw problem(place, `${keyword} has no value`);
    const known = this.#values.get(name);
    if (name === "identityfile") this.#values.set(name, [...(known ?? []), ...words]);
    else if (!known) this.#values.set(name, words);
    else return;
    this.#places.set(name, place);
  }

  /** First word of a keyword's value. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** All words of a keyword's value. */
  list(name: string): readonly string[] | undefined {
    return this.#values.get(name);
  }

  /** `yes` or `no` (`true`, `false`, `on` and `off` too). @throws HintedError SSH_CONFIG */
  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (["yes", "true", "on"].includes(text)) return true;
    if (["no", "false", "off"].includes(text)) return false;
    throw problem(this.#places.get(name) ?? "", `${name} is '${text}', expected yes or no`);
  }

  /** A whole number; `none` is none. @throws HintedError SSH_CONFIG */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined || text.toLowerCase() === "none") return undefined;
    const [, digits, unit] = /^(\d+)([smh]?)$/i.exec(text) ?? [];
    if (digits === undefined)
      throw problem(this.#places.get(name) ?? "", `${name} is '${text}', expected a whole number`);
    return Number(digits) * ({ m: 60, h: 3600 }[unit?.toLowerCase() ?? ""] ?? 1);
  }

  /** Where a keyword's value was read. */
  place(name: string): string {
    return this.#places.get(name) ?? "the SSH configuration";
  }

  #refuse(name: string, { keyword, words, place }: ConfigLine): void {
    const harmless = REFUSED[name];
    if (harmless === undefined) throw problem(place, `unknown keyword '${keyword}'`);
    if (harmless.includes(words[0]?.toLowerCase() ?? "")) return;
    const jump = name === "proxycommand" ? jumpOfProxyCommand(words.join(" ")) : undefined;
    if (jump !== undefined) {
      this.add({ keyword: "ProxyJump", words: [jump], place });
      return;
    }
    throw new HintedError("SSH_CONFIG", `${place}: ${keyword} is not supported`, {
      hint:
        name === "proxycommand"
          ? "Use ProxyJump (ssh -W %h:%p HOST is understood as one), or give an address that can be reached directly"
          : `Remove it for this host, or put a Host block with '${keyword} ${harmless[0] ?? "..."}' before it`,
    });
  }
}

/** A mistake in the configuration. */
export function problem(place: string, what: string): HintedError {
  return new HintedError("SSH_CONFIG", `${place}: ${what}`, { hint: "Correct it; see ssh_config(5)" });
}
