interface Diagnosis {
  readonly message: string;
  readonly hint: string;
  /** Column from 1 of the likely culprit, when it is not where the parser stumbled. */
  readonly column?: number;
}

const VALUE = String.raw`^(\s*(?:-\s+)*(?:[\w\s.-]+:\s+)?)`;
const UNQUOTED_TEMPLATE = new RegExp(String.raw`${VALUE}\{\{.*\}\}`);
const QUOTED_START = new RegExp(String.raw`${VALUE}(["'])(.*?)\s*$`);
const WHOLE_VALUE = new RegExp(String.raw`${VALUE}(.*)$`);

/** Names the likely mistake on the line a parser stumbled over: the ones people make in playbooks. Pure. */
export function diagnose(problem: string, line: string): Diagnosis {
  return tab(problem, line) ?? unquotedTemplate(line) ?? quotes(line) ?? colon(problem, line) ?? plain(problem);
}

function plain(problem: string): Diagnosis {
  return { message: problem, hint: "Check the indentation and the quotes of this line and of the one before it." };
}

function tab(problem: string, line: string): Diagnosis | undefined {
  const at = line.indexOf("\t");
  if (at === -1) return undefined;
  return { message: `${problem}: the line holds a tab`, hint: "Indent with spaces only.", column: at + 1 };
}

function unquotedTemplate(line: string): Diagnosis | undefined {
  const match = UNQUOTED_TEMPLATE.exec(line);
  if (!match) return undefined;
  return {
    message: "A value that starts with {{ is not quoted, so YAML reads it as a dict",
    hint: 'Put the whole value in quotes: "{{ ... }}".',
    column: (match[1] ?? "").length + 1,
  };
}

function colon(problem: string, line: string): Diagnosis | undefined {
  const match = WHOLE_VALUE.exec(line);
  const value = match?.[2] ?? "";
  if (/^(?:'[^']*'|"[^"]*")\s*$/.test(value) || line.trimStart().startsWith(":")) return undefined;
  const at = value.search(/:(?: |$)/);
  if (at === -1 || !problem.startsWith("A mapping value")) return undefined;
  return {
    message: "An unquoted value holds a colon followed by a space",
    hint: "Put the whole value in quotes, or fix the indentation if this line is meant as a new key.",
    column: (match?.[1] ?? "").length + at + 1,
  };
}

function quotes(line: string): Diagnosis | undefined {
  const match = QUOTED_START.exec(line);
  const quote = match?.[2] ?? "";
  const rest = match?.[3] ?? "";
  if (!match || (rest.endsWith(quote) && rest.length > 0 && !rest.slice(0, -1).includes(quote))) return undefined;
  if (!rest.includes(quote)) return undefined;
  return {
    message: "A value starts with a quote but goes on after the closing one",
    hint: `Put the whole value in the other kind of quotes: ${quote === '"' ? "'\"a\" in b'" : "\"'a' in b\""}.`,
    column: (match[1] ?? "").length + 1,
  };
}
