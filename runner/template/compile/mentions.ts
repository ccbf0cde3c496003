/** Whether a variable of that name stands anywhere in a piece of a template. Walks the plain objects of the tree. */
export function mentions(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((inner) => mentions(inner, name));
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && node.type === "name" && "name" in node && node.name === name) return true;
  return Object.values(node).some((inner) => mentions(inner, name));
}

/** Whether anything is called in a piece of a template. */
export function mentionsCall(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(mentionsCall);
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && node.type === "call") return true;
  return Object.values(node).some(mentionsCall);
}
