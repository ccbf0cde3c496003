/** Sections of an INI file: section name to (lower-cased) key to value. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads INI text as Python's configparser does with `;` as inline comment: `=` or `:` separates, keys are
 * case-insensitive, deeper-indented lines continue a value, `#` and `;` start comment lines. Lines that fit nothing are skipped.
 */
export function parseIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: { readonly name: string; readonly indent: number } | undefined;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.replace(/(^|\s);.*$/, "").trimEnd();
    const content = line.trim();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    if (section && key && indent > key.indent) {
      section.set(key.name, `${section.get(key.name) ?? ""}\n${content}`);
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(content);
    if (header) {
      section = openSection(sections, header[1] ?? "");
      key = undefined;
      continue;
    }
    const pair = /^(.+?)\s*[=:]\s*(.*)$/.exec(content);
    if (!section || !pair) continue;
    key = { name: (pair[1] ?? "").toLowerCase(), indent };
    section.set(key.name, pair[2] ?? "");
  }
  return sections;
}

function openSection(sections: Map<string, Map<string, string>>, name: string): Map<string, string> {
  const section = sections.get(name) ?? new Map<string, string>();
  sections.set(name, section);
  return section;
}
