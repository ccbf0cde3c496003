import { HintedError } from "../../core/errors.ts";
import { isDict, type Dict, type Value } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { isFile } from "../load/source-files.ts";
import type { CompileContext, FoundImport, TaskPlace } from "./context.ts";
import { syntaxFault } from "./fault.ts";
import type { Level } from "./level.ts";
import type { Node, Task } from "./model.ts";
import { ROLE_OPTIONS } from "./include-options.ts";
import { compileNodes } from "./nodes.ts";
import { fromFilesOf, loadRole } from "./role.ts";
import { staticName, staticScope } from "./static-names.ts";
import { checkOptions } from "./task-args.ts";
import { findTaskFile } from "./task-files.ts";

/** The tasks that an `import_tasks` or `import_role` stands for. @throws HintedError PLAYBOOK_SYNTAX, FILE_NOT_FOUND, and as compileTask */
export function expandImport(found: FoundImport, context: CompileContext): readonly Node[] {
  const { task } = found;
  if (task.loop) {
    const name = task.resolved?.name ?? "import";
    throw syntaxFault(`'${name}' can not loop`, `Use ${name.replace("import", "include")}`, task.origin);
  }
  return task.resolved?.kind === "import_role" ? expandRole(found, context) : expandTasks(found, context);
}

function expandTasks({ task, keywords, place }: FoundImport, context: CompileContext): readonly Node[] {
  checkOptions(task.args.named, "import_tasks", ["file"]);
  const value = task.args.raw ?? task.args.named.get("file");
  const name = staticName({ value, what: "import_tasks", origin: task.origin, vars: task.vars }, place, context);
  const file = findTaskFile({
    target: name,
    level: place.level,
    rolePath: place.role?.path,
    handlers: place.handlers,
    playDir: context.playDir,
    isImport: true,
  });
  if (!isFile(file)) {
    throw new HintedError("FILE_NOT_FOUND", `Task file not found: ${file}`, {
      hint: "Check the name below import_tasks",
      origin: actionOrigin(task, keywords),
    });
  }
  if (isImported(file, place)) {
    throw syntaxFault(`Task file imports itself: ${file}`, "Remove one of the imports", actionOrigin(task, keywords));
  }
  const level: Level = {
    kind: "import",
    keywords: guards(keywords),
    vars: varsOf(keywords),
    parent: place.level,
    file,
  };
  return compileNodes(context.files.yaml(file), { ...place, file, level }, context);
}

/** Whether the tasks of a file are being imported already. */
function isImported(file: string, { file: own, level }: TaskPlace): boolean {
  for (let step: Level | undefined = level; step?.kind === "import" || step?.kind === "block"; step = step.parent) {
    if (step.file === file) return true;
  }
  return own === file;
}

function expandRole({ task, keywords, place }: FoundImport, context: CompileContext): readonly Node[] {
  const { named } = task.args;
  checkOptions(named, "import_role", ROLE_OPTIONS);
  const value: Value | undefined = named.get("name") ?? named.get("role") ?? task.args.raw;
  const name = staticName({ value, what: "import_role", origin: task.origin, vars: task.vars }, place, context);
  const level: Level = { kind: "import", keywords: guards(keywords), vars: varsOf(keywords), parent: place.level };
  const scope = staticScope(place, task.vars, context);
  const flag = (key: string): boolean => isTrue(context.templar.evaluate(named.get(key) ?? true, scope));
  const role = loadRole(
    {
      name,
      keywords: new Map(),
      params: new Map(),
      entryVars: varsOf(keywords),
      fromFiles: fromFilesOf(named, context, scope),
      level,
      chain: place.role ? [...place.role.chain, place.role] : [],
      fromInclude: true,
      isPublic: named.has("public") ? flag("public") : context.settings.privateRoleVars !== true,
      allowDuplicates: flag("allow_duplicates"),
      validate: flag("rolespec_validate"),
      origin: task.origin,
    },
    place,
    context,
  );
  place.foundRoles.push(role);
  return role.tasks;
}

/** An import's keywords as its tasks inherit them: all but the ones of the import itself. */
function guards(keywords: Dict): Dict {
  return new Map([...keywords].filter(([key]) => key !== "name" && key !== "vars" && key !== "register"));
}

/** Options of roles are true unless they say no, in YAML's words or as text. */
function isTrue(value: Value): boolean {
  return value !== false && !(typeof value === "string" && /^(no|false|off|n|f|0)$/i.test(value));
}

function varsOf(keywords: Dict): Dict {
  const vars = keywords.get("vars");
  return isDict(vars) ? vars : new Map();
}

function actionOrigin(task: Task, keywords: Dict) {
  return (typeof task.action === "string" ? originOfKey(keywords, task.action) : undefined) ?? task.origin;
}
