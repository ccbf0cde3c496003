import { describe, expect, test } from "vitest";
import { renderStanza } from "../../../runner/execute/actions/packages/apt/deb822-stanza.ts";

describe("renderStanza()", () => {
  test("writes what is given, in the order of the options' names", () => {
    const args = {
      name: "pve",
      types: ["deb"],
      uris: ["http://a/", "http://b/"],
      suites: ["trixie"],
      components: ["main"],
      enabled: false,
      date_max_future: 10,
    } as const;
    expect(renderStanza(args, "/etc/apt/keyrings/pve.asc")).toBe(
      "Components: main\nDate-Max-Future: 10\nEnabled: no\nX-Repolib-Name: pve\n" +
        "Signed-By: /etc/apt/keyrings/pve.asc\nSuites: trixie\nTypes: deb\nURIs: http://a/ http://b/\n",
    );
  });

  test("indents a key's own text, with a dot for an empty line", () => {
    expect(renderStanza({ name: "x", types: ["deb"] }, "BEGIN\n\nabc\n")).toBe(
      "X-Repolib-Name: x\nSigned-By:\n    BEGIN\n    .\n    abc\nTypes: deb\n",
    );
  });
});
