import { PythonFailure } from "./failure.ts";
import { formatFloat, groupDigits } from "./format-number.ts";
import { floatText } from "../../../core/float-text.ts";
import { itemOr, type Item, type Keywords, PythonObject } from "./item.ts";
import { isFloat, isInt, toNumber } from "./number.ts";
import { itemOf } from "./item-of.ts";
import { repr, text } from "./text.ts";
import { typeName } from "./type-name.ts";

/** Python's `template.format(*args, **keywords)`. @throws PythonFailure ValueError, IndexError, KeyError, AttributeError */
export function strFormat(template: string, args: readonly Item[], keywords: Keywords): string {
  return new Formatter(args, keywords).format(template);
}

class Formatter {
  readonly #args: readonly Item[];
  readonly #keywords: Keywords;
  #next = 0;

  constructor(args: readonly Item[], keywords: Keywords) {
    this.#args = args;
    this.#keywords = keywords;
  }

  format(template: string): string {
    return template.replaceAll(/\{\{|\}\}|\{((?:[^{}]|\{[^{}]*\})*)\}|[{}]/g, (all, body: string | undefined) => {
      if (all === "{{" || all === "}}") return all.charAt(0);
      if (body === undefined) throw new PythonFailure("ValueError", `Single '${all}' encountered in format string`);
      return this.#field(body);
    });
  }

  #field(body: string): string {
    const [, name = "", conversion, spec = ""] =
      /^([^!:]*(?:\[[^\]]*\][^!:]*)*)(?:!([rsa]))?(?::(.*))?$/s.exec(body) ?? [];
    const item = this.#value(name);
    const inner = spec.includes("{") ? this.format(spec) : spec;
    if (conversion !== undefined) return formatItem(conversion === "s" ? text(item) : repr(item), inner);
    return formatItem(item, inner);
  }

  #value(path: string): Item {
    const [, first = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
    let item = this.#argument(first);
    for (const [, attribute, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
      if (attribute !== undefined) item = objectAttribute(item, attribute);
      else
        item = itemOr(itemOf(item, /^\d+$/.test(index ?? "") ? Number(index) : (index ?? "")), () =>
          fail("KeyError", `'${index}'`),
        );
    }
    return item;
  }

  #argument(name: string): Item {
    if (name === "")
      return itemOr(this.#args[this.#next++], () =>
        fail("IndexError", "Replacement index out of range for positional args tuple"),
      );
    if (/^\d+$/.test(name))
      return itemOr(this.#args[Number(name)], () =>
        fail("IndexError", `Replacement index ${name} out of range for positional args tuple`),
      );
    return itemOr(this.#keywords.get(name), () => fail("KeyError", `'${name}'`));
  }
}

function objectAttribute(item: Item, name: string): Item {
  return (item instanceof PythonObject ? item.attribute(name) : undefined) ?? fail("AttributeError", name);
}

function fail(kind: "AttributeError" | "KeyError" | "IndexError", message: string): never {
  throw new PythonFailure(kind, message);
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly separator: string;
  readonly precision: number | undefined;
  readonly type: string;
}

function parseSpec(spec: string): Spec {
  const match = SPEC.exec(spec);
  if (!match) throw new PythonFailure("ValueError", "Invalid format specifier");
  const [, fill, align, sign = "-", alternate, zero, width, separator = "", precision, type = ""] = match;
  return {
    fill: fill ?? (zero === undefined ? " " : "0"),
    align: align ?? (zero === undefined ? undefined : "="),
    sign,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    separator,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** Python's `format(item, spec)`. @throws PythonFailure ValueError, TypeError */
export function formatItem(item: Item, spec: string): string {
  if (spec === "") return text(item);
  const parsed = parseSpec(spec);
  if (typeof item === "string") return formatText(item, parsed);
  if (isInt(item)) return formatInt(item, parsed);
  if (isFloat(item)) return pad(signed(floatDigits(toNumber(item), parsed), parsed), parsed, ">");
  throw new PythonFailure("TypeError", `unsupported format string passed to ${typeName(item)}.__format__`);
}

function formatText(item: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s")
    throw new PythonFailure("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.align === "=") throw new PythonFailure("ValueError", "'=' alignment not allowed in string format specifier");
  return pad(item.slice(0, spec.precision), spec, "<");
}

function formatInt(item: number | bigint | boolean, spec: Spec): string {
  if (spec.type === "s") throw new PythonFailure("ValueError", "Unknown format code 's' for object of type 'int'");
  if (spec.type !== "" && "eEfFgG%".includes(spec.type))
    return pad(signed(floatDigits(Number(item), spec), spec), spec, ">");
  if (typeof item === "boolean" && spec.type === "") return pad(text(item), spec, ">");
  const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type] ?? 10;
  if (spec.type === "c") return pad(String.fromCodePoint(Number(item)), spec, "<");
  const digits = BigInt(item).toString(radix);
  const prefix = spec.alternate && radix !== 10 ? `0${spec.type}` : "";
  const grouped = groupDigits(digits.replace("-", ""), spec.separator);
  const body = spec.type === "X" ? grouped.toUpperCase() : grouped;
  return pad(signed((digits.startsWith("-") ? "-" : "") + prefix + body, spec), spec, ">");
}

function floatDigits(value: number, spec: Spec): string {
  if (spec.type === "%") return `${groupDigits(formatFloat(value * 100, "f", spec.precision ?? 6), spec.separator)}%`;
  if (spec.type === "") {
    const shown = spec.precision === undefined ? floatText(value) : formatFloat(value, "g", spec.precision);
    return groupDigits(shown, spec.separator);
  }
  return groupDigits(formatFloat(value, spec.type === "n" ? "g" : spec.type, spec.precision ?? 6), spec.separator);
}

function signed(digits: string, spec: Spec): string {
  if (digits.startsWith("-") || spec.sign === "-") return digits;
  return spec.sign + digits;
}

function pad(shown: string, spec: Spec, usual: "<" | ">"): string {
  const missing = spec.width - Array.from(shown).length;
  if (missing <= 0) return shown;
  const align = spec.align ?? usual;
  if (align === "<") return shown + spec.fill.repeat(missing);
  if (align === "^")
    return spec.fill.repeat(Math.floor(missing / 2)) + shown + spec.fill.repeat(Math.ceil(missing / 2));
  if (align === ">") return spec.fill.repeat(missing) + shown;
  const sign = /^[-+ ]?(?:0[box])?/i.exec(shown)?.[0] ?? "";
  return sign + spec.fill.repeat(missing) + shown.slice(sign.length);
}
