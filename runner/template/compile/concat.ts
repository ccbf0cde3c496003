import { finaliseForText } from "../finalise.ts";
import { capture, Tripped } from "../python/failure.ts";
import { type Item, OMITTED } from "../python/item.ts";
import { text } from "../python/text.ts";
import { TemplateModule } from "./template-module.ts";

/**
 * What a template gives that printed these items: nothing is None, one item is itself, several are text. None prints nothing.
 * An undefined item among several comes back as its marker.
 */
export function concat(output: readonly Item[]): Item {
  const items = output.some((item) => item === null || item instanceof TemplateModule)
    ? output.flatMap(printed)
    : output;
  if (items.length <= 1) return items[0] ?? null;
  try {
    return items
      .filter((item) => item !== OMITTED)
      .map((item) => (typeof item === "string" ? item : text(finaliseForText(item))))
      .join("");
  } catch (error) {
    if (error instanceof Tripped) return capture(error);
    throw error;
  }
}

function printed(item: Item): readonly Item[] {
  if (item === null) return [];
  return item instanceof TemplateModule ? item.output.flatMap(printed) : [item];
}
