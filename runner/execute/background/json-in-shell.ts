/** Characters that JSON wants escaped, as commands of sed; a newline is left to awk. */
function escapes(): string {
  const controls = Array.from({ length: 31 }, (_, at) => at + 1).filter((code) => code !== 0x0a);
  const lines = controls.map(
    (code) => String.raw`s/${String.fromCharCode(code)}/\\u${code.toString(16).padStart(4, "0")}/g`,
  );
  return [String.raw`s/\\/\\\\/g`, String.raw`s/"/\\"/g`, ...lines].join("\n");
}

/**
 * Functions of a POSIX shell with sed and awk: `json FILE` prints a file's text as the inside of a JSON string, `json_stripped FILE`
 * without the newlines at its end, as Ansible's command module cuts them off. NUL bytes are left out.
 */
export const JSON_FUNCTIONS = `
escaped() {
  LC_ALL=C sed '${escapes()}' | LC_ALL=C awk 'BEGIN { ORS = "" } NR > 1 { print "\\\\n" } { print $0 }'
}
json() {
  text=$({ tr -d '\\000' < "$1"; echo .; } | escaped)
  printf '%s' "\${text%.}"
}
json_stripped() {
  tr -d '\\000' < "$1" | LC_ALL=C awk 'BEGIN { ORS = "" } {
    held = held (NR > 1 ? "\\n" : ""); line = $0; sub(/\\r+$/, "", line)
    if (line != "") { print held line; held = "" }
    held = held substr($0, length(line) + 1)
  }' | escaped
}`;
