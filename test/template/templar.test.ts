import { describe, expect, test } from "vitest";
import { type Dict, isDict, TemplateText, trusted, type Value, VaultText } from "../../core/values.ts";
import { loadYaml } from "../../core/yaml/index.ts";
import { isOmit, type Scope, Templar } from "../../runner/template/index.ts";
import { scopeOf, templarIn } from "./outcome.ts";

const templar = templarIn("/no/such/place");
const scope = scopeOf(`
n: 5
server: {address: 10.0.0.1, port: 22}
self_ref: "{{ self_ref }}"
secret: !vault "no envelope"
indirect: n == 5
calls: lookup('pipe', 'true') == ''
`);
const at = (line: number, column: number) => ({ file: "play.yml", line, column });

function failing(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail");
}

describe("Templar.evaluate()", () => {
  test.each<[string, object]>([
    ["{{ servr }}", { code: "TEMPLATE_UNDEFINED", hint: "Did you mean 'server'?", origin: at(3, 10) }],
    ["ab {{ server.adress }}", { code: "TEMPLATE_UNDEFINED", hint: "Did you mean 'address'?", origin: at(3, 20) }],
    ["{{ n | defualt(1) }}", { code: "TEMPLATE_UNKNOWN_FILTER", hint: "Did you mean 'default'?", origin: at(3, 14) }],
    ["{{ n is defind }}", { code: "TEMPLATE_UNKNOWN_TEST", hint: "Did you mean 'defined'?", origin: at(3, 15) }],
    ["{{ lookup('enw', 'X') }}", { code: "TEMPLATE_UNKNOWN_LOOKUP", hint: "Did you mean 'env'?", origin: at(3, 17) }],
    ["{{ n + }}", { code: "TEMPLATE_SYNTAX", origin: at(3, 14) }],
    ["{% if n %}x", { code: "TEMPLATE_SYNTAX", origin: at(3, 17) }],
    ["{{ n / 0 }}", { code: "TEMPLATE_FAILED", origin: at(3, 7) }],
    ["ok\n  {{ n / 0 }}", { code: "TEMPLATE_FAILED", origin: at(4, 9) }],
    ["ok\n{{ 'x' | from_json }}", { code: "TEMPLATE_FAILED", origin: at(4, 16) }],
    ["{{ self_ref }}", { code: "TEMPLATE_FAILED" }],
    ["{{ secret }}", { code: "VAULT_NO_PASSWORD" }],
  ])("fails on %s with the place and what to do", (template, error) => {
    expect(failing(() => templar.evaluate(trusted(template, at(3, 7)), scope))).toEqual(expect.objectContaining(error));
  });

  test("gives the place of a template inside a dict", () => {
    const value = loadYaml("a:\n  b: |\n    ok\n    {{ nope }}\n", { file: "play.yml" });
    expect(failing(() => templar.evaluate(value, scope))).toEqual(expect.objectContaining({ origin: at(4, 8) }));
  });

  test("leaves plain strings alone, whatever they hold", () => {
    const value: Value = new Map([["a", ["{{ n }}"]]]);
    expect(templar.evaluate(value, scope)).toBe(value);
  });

  test("drops omitted items and gives the placeholder at the top, which may be evaluated again", () => {
    const value = loadYaml('a: "{{ omit }}"\nb: [1, "{{ nope | default(omit) }}"]\n', { file: "f" });
    expect(templar.evaluate(value, scope)).toEqual(new Map([["b", [1]]]));
    const omitted = templar.evaluate(trusted("{{ omit }}"), scope);
    expect(isOmit(omitted) && isOmit(templar.evaluate(omitted, scope))).toBe(true);
  });

  test("resolves nothing but what is used: a wrong vault password fails only its user", () => {
    const locked = new VaultText("x", () => {
      throw new Error("decrypted");
    });
    const host: Dict = new Map<Value, Value>([
      ["locked", locked],
      ["open", new TemplateText("{{ n }}")],
    ]);
    const own: Scope = { get: (name) => (name === "host" ? host : scope.get(name)), names: () => ["host"] };
    expect(templar.evaluate(trusted("{{ host.open }} {{ host | length }} {{ host.keys() | first }}"), own)).toBe(
      "5 2 locked",
    );
  });

  test("asks a lazy dict only for what is looked up in it", () => {
    const asked: Value[] = [];
    class LazyHosts extends Map<Value, Value> {
      override get(key: Value): Value | undefined {
        asked.push(key);
        return key === "h1" ? new Map([["ip", new TemplateText("10.0.0.{{ n }}")]]) : undefined;
      }
    }
    const own: Scope = { get: (name) => (name === "hostvars" ? new LazyHosts() : scope.get(name)), names: () => [] };
    expect(
      templar.evaluate(trusted("{{ hostvars['h1'].ip }} {{ ['h1'] | map('extract', hostvars, 'ip') | first }}"), own),
    ).toBe("10.0.0.5 10.0.0.5");
    expect(asked.every((key) => key === "h1")).toBe(true);
  });

  test("keeps a variable as it is when a template changes a copy of it", () => {
    const variables = loadYaml("l: [1]\n", { file: "f" });
    const own: Scope = { get: (name) => (isDict(variables) ? variables.get(name) : undefined), names: () => ["l"] };
    expect(templar.evaluate(trusted("{% set _ = l.append(2) %}{{ l }}"), own)).toEqual([1, 2]);
    expect(templar.evaluate(trusted("{{ l }}"), own)).toEqual([1]);
  });
});

describe("Templar.condition()", () => {
  test("evaluates an expression held by a variable, as long as it calls nothing", () => {
    expect(templar.condition(trusted("{{ indirect }}"), scope)).toBe(true);
    expect(failing(() => templar.condition(trusted("{{ calls }}"), scope))).toEqual(
      expect.objectContaining({ code: "TEMPLATE_FAILED" }),
    );
  });
});

describe("Templar.check() and checkExpression()", () => {
  test.each(["{{ nope.x | default(1) }}", "{% for a in b %}{{ a }}{% endfor %}"])(
    "accept %s without evaluating it",
    (template) => {
      expect(() => templar.check(new TemplateText(template))).not.toThrow();
    },
  );

  test("place what they refuse", () => {
    expect(failing(() => templar.checkExpression("x is nosuchtestatall", at(9, 3)))).toEqual(
      expect.objectContaining({ code: "TEMPLATE_UNKNOWN_TEST", origin: at(9, 8) }),
    );
    expect(failing(() => templar.check(new TemplateText("a\n{{ (1 }}", at(9, 3))))).toEqual(
      expect.objectContaining({ code: "TEMPLATE_SYNTAX", origin: at(10, 9) }),
    );
  });
});

describe("ipaddr", () => {
  test.each<[string, unknown]>([
    ["'192.168.32.5/24' | ansible.utils.ipaddr('address')", "192.168.32.5"],
    ["'192.168.32.5/24' | ipaddr('network')", "192.168.32.0"],
    ["'192.168.32.5/24' | ipaddr('netmask')", "255.255.255.0"],
    ["'192.168.32.5/24' | ipaddr('prefix')", 24],
    ["'192.168.32.5/24' | ipaddr('broadcast')", "192.168.32.255"],
    ["'192.168.32.5/24' | ipaddr('subnet')", "192.168.32.0/24"],
    ["'192.168.32.0/24' | ipaddr(1)", "192.168.32.1/24"],
    ["'192.168.32.0/24' | ipaddr('-1')", "192.168.32.255/24"],
    ["'192.168.32.0/24' | ipaddr('range_usable')", "192.168.32.1-192.168.32.254"],
    ["'192.168.32.5' | ipaddr('192.168.0.0/16')", "192.168.32.5"],
    ["'10.0.0.1' | ipaddr('192.168.0.0/16')", false],
    ["'host.example' | ipaddr", false],
    [
      "['192.24.2.1', 'host.fqdn', '::1', '192.168.32.0/24', 'fe80::100/10', true, ''] | ipaddr",
      ["192.24.2.1", "::1", "192.168.32.0/24", "fe80::100/10"],
    ],
    ["['192.24.2.1', '192.168.32.0/24', 'fe80::100/10'] | ipaddr('host')", ["192.24.2.1/32", "fe80::100/10"]],
    ["['192.24.2.1', '::1'] | ipv6", ["::1"]],
    ["'2001:0db8:0000::1' | ipaddr('int') > 0", true],
    ["'fe80::1' | ipwrap", "[fe80::1]"],
    ["'192.168.144.0/20' | ipsubnet(26)", 64],
    ["'192.168.144.0/20' | ipsubnet(26, 0)", "192.168.144.0/26"],
    ["'192.168.144.0/20' | ipsubnet(26, -1)", "192.168.159.192/26"],
    ["'192.168.1.5' | ipmath(10)", "192.168.1.15"],
    ["'192.0.2.0/24' | nthhost(5)", "192.0.2.5"],
    ["'192.0.2.0/24' | network_in_network('192.0.2.128/25')", true],
    ["'10.1.2.3' | ipaddr('private')", "10.1.2.3"],
    ["'8.8.8.8' | ipaddr('private')", false],
    ["'192.168.1.1' | ipaddr('revdns')", "1.1.168.192.in-addr.arpa."],
  ])("answers %s", (expression, value) => {
    expect(new Templar(templar.host).expression(expression, scope)).toEqual(value);
  });
});
