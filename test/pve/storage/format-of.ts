/** A volume's format by its name's ending, as PVE tells it. */
export function formatOf(name: string): string {
  if (name.startsWith("snippets/")) return "snippet";
  const ending = /\.(qcow2|raw|vmdk|subvol|iso|img|ova)$/.exec(name)?.[1];
  if (ending !== undefined) return ending === "img" ? "iso" : ending;
  const archive = /\.(?:(tar|vma)(?:\.(gz|zst|lzo|xz|bz2))?)$/.exec(name);
  if (!archive) return "raw";
  if (name.startsWith("vztmpl/")) return archive[2] === "gz" ? "tgz" : `t${archive[2] ?? "ar"}`;
  return [archive[1], archive[2]].filter((part) => part !== undefined).join(".");
}
