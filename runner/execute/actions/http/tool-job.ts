/** Files of the target that a program works with. */
export interface ToolJob {
  /** What is sent. */
  readonly body: string | undefined;
  /** Where the answer's body goes. */
  readonly saveTo: string | undefined;
}

/** What stands between the body and the head of an answer in what a script prints. */
export const MARK = "\n--pveplay--\n";

/** {@link MARK} as printf takes it. */
export const MARK_FORMAT = String.raw`\n--pveplay--\n`;

/**
 * Proxies as urllib reads them, for programs that know only small letters for one or the other, and one for everything:
 * `HTTP_PROXY` and its kin count where there is none in small letters, `ALL_PROXY` does not, `no_proxy=*` is for all.
 */
export const PROXIES = [
  ...["http_proxy", "https_proxy", "no_proxy"].map((name) => {
    const large = name.toUpperCase();
    return `[ -n "\${${name}-}" ] || [ -z "\${${large}-}" ] || export ${name}="$${large}"`;
  }),
  "unset all_proxy ALL_PROXY",
  `[ "\${no_proxy-}" != "*" ] || unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY`,
].join("\n");
