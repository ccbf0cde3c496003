interface Rule {
  readonly delete: boolean;
  readonly route: boolean;
  readonly direction?: string;
  readonly interface?: string;
  readonly interface_in?: string;
  readonly interface_out?: string;
  readonly log: boolean;
  readonly from_ip: string;
  readonly from_port?: string;
  readonly to_ip: string;
  readonly to_port?: string;
  readonly proto?: string;
  readonly name?: string;
  readonly comment?: string;
}

/** Words of `ufw` for a rule, in its long form (ufw(8)). */
export function ruleWords(rule: Rule, verb: string, place: number | undefined): readonly string[] {
  const pair = (word: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [word, value];
  const on = (direction: string, name: string | undefined): readonly string[] =>
    name === undefined ? [] : [direction, "on", name];
  return [
    ...(rule.route ? ["route"] : []),
    ...(rule.delete ? ["delete"] : []),
    ...(place === undefined ? [] : ["insert", String(place)]),
    verb,
    ...(rule.direction === undefined ? [] : [rule.direction]),
    ...pair("on", rule.interface),
    ...on("in", rule.interface_in),
    ...on("out", rule.interface_out),
    ...(rule.log ? ["log"] : []),
    ...pair("from", rule.from_ip),
    ...pair("port", rule.from_port),
    ...pair("to", rule.to_ip),
    ...pair("port", rule.to_port),
    ...pair("proto", rule.proto),
    ...pair("app", rule.name),
    ...pair("comment", rule.comment),
  ];
}

/** Words of `ufw` for a policy. */
export function defaultWords(policy: string, direction: string | undefined): readonly string[] {
  return ["default", policy, ...(direction === undefined ? [] : [direction])];
}

/** The number a rule is inserted at, counted from the rules of a protocol; undefined for the end, which ufw has no number for. */
export function insertPlace(insert: number, from: string, numbered: string): number | undefined {
  const rules = numbered.split("\n").flatMap((line) => {
    const number = /^\[ *(\d+)\] /.exec(line)?.[1];
    return number === undefined ? [] : [{ number: Number(number), isV6: line.includes("(v6)") }];
  });
  const last = Math.max(0, ...rules.map(({ number }) => number));
  const v4 = rules.filter(({ isV6 }) => !isV6).map(({ number }) => number);
  const hasV6 = rules.some(({ isV6 }) => isV6);
  const lastV4 = v4.length > 0 ? Math.max(...v4) : undefined;
  const start: Readonly<Record<string, number>> = {
    "first-ipv4": 1,
    "last-ipv4": lastV4 ?? 1,
    "first-ipv6": lastV4 === undefined ? 1 : lastV4 + 1,
    "last-ipv6": hasV6 ? last : last + 1,
  };
  const place = insert + (start[from] ?? 0);
  return place > last ? undefined : place;
}
