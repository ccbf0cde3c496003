/** Ways a migration goes, with what may be left in the end. */
export const SCENARIOS = {
  success: { variables: { migrate_on_success: "remove" }, ends: ["migrated", "rolled back"] },
  kept: { variables: { migrate_keep: 1, migrate_on_rollback: "keep" }, ends: ["migrated", "rolled back"] },
  resumed: { variables: { migrate_on_success: "remove", migrate_after_crash: "resume" }, ends: ["migrated"] },
  "tasks-fail": { variables: { scenario: "tasks-fail" }, ends: ["rolled back"] },
  "health-fails": { variables: { scenario: "health-fails" }, ends: ["rolled back"] },
};

const MOMENTS = ["first", "middle", "last", "checks"];

const known = new Map();

/** All kills of a scenario: at each request before and after, and between the user's tasks. */
export async function everyKill(world, scenario) {
  const { requests, milliseconds } = await untouched(world, scenario);
  const numbers = Array.from({ length: requests }, (_item, index) => index + 1);
  const atRequests = numbers.flatMap((request) =>
    ["kill-before", "kill-after"].map((side) => ({ scenario, milliseconds, kills: [{ side, request }] })),
  );
  return [...atRequests, ...MOMENTS.map((dieAt) => ({ scenario, milliseconds, kills: [{ dieAt }] }))];
}

/** A run that nobody kills: how many requests and how long it takes, and what the guests are before and after. */
async function untouched(world, scenario) {
  const { variables, ends } = SCENARIOS[scenario];
  await world.reset();
  const before = await world.guests();
  const started = Date.now();
  const { code, output } = await world.run(variables);
  const milliseconds = Date.now() - started;
  const after = await world.guests();
  const isMigrated = ends.includes("migrated");
  if (code !== 0 || world.left().report?.result !== (isMigrated ? "migrated" : "rolled back"))
    throw new Error(`Scenario ${scenario} fails when nobody kills it\n${output}`);
  known.set(scenario, { before, ...(isMigrated ? { migrated: after } : {}) });
  return { requests: await world.requests(), milliseconds };
}

/** Runs a case, killing as many runs as it says, then to the end; tells how it ended and what is wrong with that. */
export async function outcomeOf(world, { scenario, kills, milliseconds }) {
  const title = `${scenario} ${JSON.stringify(kills)}`;
  await world.reset();
  let output = "";
  let killed = 0;
  let last;
  // A run that nobody has killed, for want of so many requests, is the last.
  for (const kill of [...kills, {}]) {
    last = await world.run(...runOf(scenario, milliseconds, kill));
    output += last.output;
    if (!last.killed) break;
    killed += 1;
  }
  const { result, problem } = await judge(world, scenario, last.code);
  const unkilled = kills[0]?.dieAt !== undefined && killed === 0 ? "nobody was killed" : undefined;
  return { title, scenario, killed, result, problem: unkilled ?? problem, output };
}

/** The variables of a run, and when it is killed. */
function runOf(scenario, milliseconds, { dieAt, moment, ...kill }) {
  const { variables } = SCENARIOS[scenario];
  return [
    dieAt === undefined ? variables : { ...variables, die_at: dieAt },
    moment === undefined ? kill : { after: moment * milliseconds },
  ];
}

/** All or nothing, and nothing left over. */
async function judge(world, scenario, code) {
  const { report, journal, files } = world.left();
  const result = report?.result;
  const guests = await world.guests();
  const problems = [
    ...(code === 0 ? [] : [`the run after the kill ended with ${code}`]),
    ...(SCENARIOS[scenario].ends.includes(result) ? [] : [`the report says ${result}`]),
    ...(journal === undefined ? [] : [`there is still a journal, in phase ${JSON.parse(journal).phase}`]),
    ...(files.length === 0 ? [] : [`files are left: ${files.join(", ")}`]),
    ...guestProblems(scenario, result, guests),
  ];
  return { result, problem: problems.length === 0 ? undefined : problems.join("; ") };
}

function guestProblems(scenario, result, guests) {
  const { before, migrated } = known.get(scenario);
  if (result === "migrated") return guests === migrated ? [] : [`not migrated: ${brief(guests)}`];
  return withoutKept(guests) === before ? [] : [`not as before: ${brief(guests)}`];
}

/** Where rolled back checkpoints are kept, they and the reference to them are all that may differ. */
function withoutKept(text) {
  const guests = JSON.parse(text);
  for (const guest of guests) {
    for (const [name, { description }] of Object.entries(guest.snapshots ?? {})) {
      if (!description.startsWith("pveplay migration <id>: rolled back\n")) continue;
      delete guest.snapshots[name];
      if (guest.config.parent === name) delete guest.config.parent;
    }
  }
  return JSON.stringify(guests);
}

function brief(text) {
  const guests = JSON.parse(text).filter(({ vmid }) => vmid !== 9000);
  const lines = guests.map(({ vmid, status, config, snapshots }) => {
    const names = Object.keys(snapshots ?? {}).join("+") || "no snapshot";
    return `${vmid} ${status}, ${config.memory} MiB, ${names}${config.lock === undefined ? "" : `, lock ${config.lock}`}`;
  });
  return lines.join("; ");
}
