/** What one option of an INI text is to be. */
export interface IniSetting {
  /** Undefined or empty: the lines before the first section. */
  readonly section: string | undefined;
  readonly option: string | undefined;
  readonly values: readonly string[];
  readonly state: "present" | "absent";
  /** Whether other lines of the option go. */
  readonly exclusive: boolean;
  readonly noExtraSpaces: boolean;
  /** Whether the option may stand without `=`. */
  readonly allowNoValue: boolean;
}

/** An INI text after an edit. */
export interface IniEdit {
  readonly text: string;
  /** As ini_file of community.general tells it: `OK`, `option changed`, `option added`, ... */
  readonly message: string;
}

/** The text with the setting in it, or without it. Comments that hold the option are taken for it, as `;option = value`. */
export function editIni(setting: IniSetting, text: string): IniEdit {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const { start, end } = sectionBounds(setting.section, lines);
  if (start < 0) return setting.state === "absent" ? { text, message: "OK" } : newSection(setting, text);
  const body = lines.slice(start, end);
  const edited = setting.state === "present" ? present(setting, body) : absent(setting, body);
  return { text: [...lines.slice(0, start), ...edited.lines, ...lines.slice(end)].join(""), message: edited.message };
}

interface Body {
  readonly lines: readonly string[];
  readonly message: string;
}

function sectionBounds(section: string | undefined, lines: readonly string[]): { start: number; end: number } {
  const isNamed = section !== undefined && section !== "";
  const start = isNamed ? lines.findLastIndex((line) => line.startsWith(`[${section}]`)) : 0;
  const next = lines.findIndex((line, index) => line.startsWith("[") && (isNamed ? index > start : true));
  return { start, end: next < 0 ? lines.length : next };
}

function newSection(setting: IniSetting, text: string): IniEdit {
  const { section, option, values, allowNoValue } = setting;
  const added = option === undefined ? [] : values.map((value) => assignment(setting, value));
  if (option !== undefined && values.length === 0 && allowNoValue) added.push(`${option}\n`);
  const message = added.length > 0 ? "section and option added" : "only section added";
  return { text: `${text}[${section ?? ""}]\n${added.join("")}`, message };
}

function assignment({ option = "", noExtraSpaces }: IniSetting, value: string): string {
  return noExtraSpaces ? `${option}=${value}\n` : `${option} = ${value}\n`;
}

function present(setting: IniSetting, body: readonly string[]): Body {
  const { option } = setting;
  if (option === undefined) return { lines: body, message: "OK" };
  const editor = new SectionEditor(setting, body);
  editor.keepValues();
  if (setting.exclusive && !setting.allowNoValue) editor.replaceOthers();
  editor.addMissing();
  return { lines: editor.lines.map(({ text }) => text), message: editor.message };
}

interface Line {
  readonly text: string;
  /** Whether it is one of the wanted lines. */
  readonly wanted: boolean;
}

/** Brings the lines of a section in line with a setting; values are used up as lines take them. */
class SectionEditor {
  lines: Line[];
  message = "OK";
  readonly #setting: IniSetting;
  readonly #match: (line: string) => string | undefined;
  #values: string[];
  #hasBare = false;

  constructor(setting: IniSetting, body: readonly string[]) {
    this.#setting = setting;
    this.#values = [...setting.values];
    this.#match = matcher(setting.option ?? "", "[#;]?");
    this.lines = body.map((text) => ({ text, wanted: false }));
  }

  /** Lines that have a wanted value already are only written the usual way. */
  keepValues(): void {
    for (const [index, { text }] of this.lines.entries()) {
      const value = this.#match(text);
      if (value === undefined) continue;
      const isWanted = this.#values.includes(value);
      if (isWanted) this.#values.splice(this.#values.indexOf(value), 1);
      if (isWanted && !(value === "" && this.#setting.allowNoValue)) {
        this.#put(index, assignment(this.#setting, value));
      } else if (isWanted || (this.#values.length === 0 && this.#setting.allowNoValue)) {
        this.#put(index, `${this.#setting.option ?? ""}\n`);
        this.#hasBare = true;
        if (!isWanted) break;
      }
    }
  }

  /** Other lines of the option take the values that are left, or go. */
  replaceOthers(): void {
    for (const [index, { text, wanted }] of this.lines.entries()) {
      const value = this.#values[0];
      if (value === undefined) break;
      if (wanted || this.#match(text) === undefined) continue;
      this.#put(index, assignment(this.#setting, value));
      this.#values.shift();
    }
    const kept = this.lines.filter(({ text, wanted }) => wanted || this.#match(text) === undefined);
    if (kept.length < this.lines.length) this.message = "option changed";
    this.lines = kept;
  }

  /** Values that are still left come after the last line that says something. */
  addMissing(): void {
    const { option = "", allowNoValue } = this.#setting;
    const last = this.lines.findLastIndex(({ text }) => !/^[ \t]*(?:[#;].*)?$/.test(text.replace(/\n$/, "")));
    const isBare = this.#values.length === 0 && allowNoValue && !this.#hasBare && this.#setting.values.length === 0;
    const added = isBare ? [`${option}\n`] : this.#values.map((value) => assignment(this.#setting, value));
    if (added.length === 0) return;
    this.lines.splice(last + 1, 0, ...added.map((text) => ({ text, wanted: true })));
    this.message = "option added";
  }

  #put(index: number, text: string): void {
    if (this.lines[index]?.text !== text) this.message = "option changed";
    this.lines[index] = { text, wanted: true };
  }
}

function absent({ option, values, exclusive }: IniSetting, body: readonly string[]): Body {
  if (option === undefined) return { lines: [], message: body.length > 0 ? "section removed" : "OK" };
  const match = matcher(option, "");
  const goes = (line: string): boolean => {
    const value = match(line);
    return value !== undefined && (exclusive || values.includes(value));
  };
  const lines = body.filter((line) => !goes(line));
  return { lines, message: lines.length < body.length ? "option changed" : "OK" };
}

/** Finds an option's value in a line; undefined when the line is another's. */
function matcher(option: string, prefix: string): (line: string) => string | undefined {
  const escaped = option.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
  const expression = new RegExp(`^${prefix}[ \\t]*${escaped}[ \\t]*(?:=|$)[ \\t]*(.*)`, "");
  return (line) => expression.exec(line.replace(/\n$/, ""))?.[1];
}
