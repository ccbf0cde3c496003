import { Callable } from "../python/item.ts";

/** `lookup`, `query` or `q` as a value: tells the function itself from a variable of the same name. */
export class LookupFunction extends Callable {}
