// Proves that the role migrate survives SIGKILL: a run is killed at every API request (before it is carried out, and after),
// inside the tasks of the user, and at moments drawn by lot; a second run must leave all guests migrated or all rolled back,
// with no checkpoint, no journal and a report that tells the truth. Some are killed again while they recover.
//
//   node scripts/prove-migrate.mjs                       every request of every scenario, under pveplay run
//   node scripts/prove-migrate.mjs --sample 20           so many kills in all, drawn by --seed
//   node scripts/prove-migrate.mjs --engine ansible --sample 10
//
// --twice N and --moments N add kills during recovery and at any moment; --speed makes the server's tasks take time (0.05 is
// twenty times faster than real); --jobs N runs several at once; --json prints one object for programs.
import { parseArgs } from "node:util";
import { draw, inParallel, seeded } from "./prove/draw.mjs";
import { SCENARIOS, everyKill, outcomeOf } from "./prove/migrate-cases.mjs";
import { World } from "./prove/migrate-world.mjs";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "pveplay" },
    scenarios: { type: "string", default: Object.keys(SCENARIOS).join(",") },
    sample: { type: "string" },
    twice: { type: "string" },
    moments: { type: "string" },
    seed: { type: "string", default: "1" },
    speed: { type: "string", default: "0" },
    jobs: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const random = seeded(Number(values.seed));
const worlds = await Promise.all(
  Array.from({ length: Number(values.jobs) }, () => World.start(values.engine, Number(values.speed))),
);
const started = Date.now();
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => void Promise.all(worlds.map((world) => world.stop())).then(() => process.exit(130)));
try {
  const cases = await chosenCases(worlds[0], values.scenarios.split(","));
  let done = 0;
  const results = await inParallel(worlds, cases, async (world, test) => {
    const result = await outcomeOf(world, test);
    if (++done % 100 === 0 && !values.json) console.log(`${done} of ${cases.length}`);
    if (result.problem !== undefined && !values.json)
      console.log(`FAILED ${result.title}: ${result.problem}\n${result.output}`);
    return result;
  });
  report(results);
} finally {
  await Promise.all(worlds.map((world) => world.stop()));
}

/** Every kill of every scenario, or a sample; then those at any moment, and those that are killed once more while they recover. */
async function chosenCases(world, names) {
  const all = [];
  for (const name of names) all.push(...(await everyKill(world, name)));
  const single = values.sample === undefined ? all : draw(all, Number(values.sample), random);
  const moments = Array.from({ length: Number(values.moments ?? (values.sample === undefined ? 40 : 0)) }, () => ({
    ...draw(all, 1, random)[0],
    kills: [{ moment: random() }],
  }));
  const twice = Array.from({ length: Number(values.twice ?? (values.sample === undefined ? 100 : 0)) }, () => {
    const [first] = draw(all, 1, random);
    const side = random() < 0.5 ? "kill-before" : "kill-after";
    return { ...first, kills: [...first.kills, { side, request: 1 + Math.floor(random() * 40) }] };
  });
  return [...single, ...moments, ...twice];
}

function report(results) {
  const count = (accepts) => results.filter(accepts).length;
  const totals = {
    engine: values.engine,
    runs: results.length,
    killed: count(({ killed }) => killed > 0),
    killedTwice: count(({ killed }) => killed > 1),
    migrated: count(({ result }) => result === "migrated"),
    rolledBack: count(({ result }) => result === "rolled back"),
    wrong: count(({ problem }) => problem !== undefined),
    seconds: Math.round((Date.now() - started) / 1000),
  };
  if (values.json) {
    const problems = results.flatMap(({ title, problem }) => (problem === undefined ? [] : [`${title}: ${problem}`]));
    console.log(JSON.stringify({ ...totals, problems }));
  } else {
    for (const name of new Set(results.map(({ scenario }) => scenario))) {
      const mine = results.filter(({ scenario }) => scenario === name);
      const of = (result) => mine.filter((entry) => entry.result === result && entry.problem === undefined).length;
      console.log(`${name}: ${mine.length} runs, then ${of("migrated")} migrated, ${of("rolled back")} rolled back`);
    }
    console.log(
      `${totals.runs} runs under ${totals.engine}, ${totals.killed} killed, ${totals.killedTwice} of them again while recovering: ` +
        `${totals.wrong} wrong, ${totals.seconds} s`,
    );
  }
  process.exitCode = totals.wrong > 0 || totals.killed === 0 ? 1 : 0;
}
