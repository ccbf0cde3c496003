import { describe, expect, test } from "vitest";
import { SystemClock } from "../clock.ts";
import { loadState } from "../fixtures/load.ts";
import { Random } from "../random.ts";
import { TaskRunner, type Worker } from "./task-runner.ts";

function runner(speed: number) {
  const clock = new SystemClock(speed);
  const tasks = new TaskRunner(loadState("9.2", {}), { clock, random: new Random(1), speed });
  const start = (work: Worker): string =>
    tasks.start({ node: "pve", type: "qmstart", id: "100", user: "root@pam", work });
  return { clock, tasks, start };
}

describe("TaskRunner", () => {
  test("has ended a task before start returns at speed 0", () => {
    const { tasks, start } = runner(0);
    const upid = start(function* (log) {
      yield 60;
      log.line("done");
    });
    expect(tasks.find(upid)).toMatchObject({ exitstatus: "OK", log: ["done", "TASK OK"] });
  });

  test("takes the time its work takes, on a clock that can be put forward", () => {
    const { clock, tasks, start } = runner(1);
    const upid = start(function* () {
      yield 5;
    });
    clock.advance(4);
    expect(tasks.isRunning(upid)).toBe(true);
    clock.advance(2);
    expect(tasks.find(upid)?.exitstatus).toBe("OK");
  });

  test("ends with the message of what was thrown, on one line", () => {
    const { tasks, start } = runner(0);
    const upid = start(function* () {
      yield 1;
      throw new Error("first\nsecond\n");
    });
    expect(tasks.find(upid)).toMatchObject({ exitstatus: "first second", log: ["TASK ERROR: first second"] });
  });

  test("counts warnings in its exit status", () => {
    const { tasks, start } = runner(0);
    const upid = start(function* (log) {
      log.warn("careful");
      yield 0;
    });
    expect(tasks.find(upid)).toMatchObject({ exitstatus: "WARNINGS: 1", log: ["WARN: careful", "TASK WARNINGS: 1"] });
  });

  test("lets a task be interrupted, and its work clean up", () => {
    const { tasks, start } = runner(1);
    let cleaned = false;
    const upid = start(function* () {
      try {
        yield 60;
      } finally {
        cleaned = true;
      }
    });
    tasks.interrupt(upid);
    expect(tasks.find(upid)?.exitstatus).toBe("received interrupt");
    expect(cleaned).toBe(true);
  });

  test("ends waiting for a guest that does not answer, at speed 0, once it was looked at twice", () => {
    const { tasks, start } = runner(0);
    const upid = start(function* () {
      yield { unanswered: 60 };
    });
    tasks.look(upid);
    expect(tasks.isRunning(upid)).toBe(true);
    tasks.look(upid);
    expect(tasks.find(upid)?.exitstatus).toBe("OK");
  });

  test("makes the same tasks of one seed", () => {
    const upids = [1, 2].map(() => {
      const { tasks, start } = runner(0);
      start(function* () {
        yield 1;
      });
      return tasks.find(
        start(function* () {
          yield 1;
        }),
      )?.pid;
    });
    expect(upids[0]).toBe(upids[1]);
  });
});
