import { describe, expect, test } from "vitest";
import { codeOf } from "../../helpers/code-of.ts";
import { readPveshAnswer } from "../../../core/proxmox/pvesh-answer.ts";

const UPID = "UPID:pve1:00000001:00000001:69000000:qmstart:101:root@pam:";

const cases = {
  "reads data": {
    end: { code: 0, stdout: '[{"vmid":101}]\n', stderr: "" },
    status: 200,
    body: { data: [{ vmid: 101 }] },
  },
  "reads nothing as null": { end: { code: 0, stdout: "", stderr: "" }, status: 200, body: { data: null } },
  "finds the UPID behind a task's log": {
    end: { code: 0, stdout: `starting\n"${UPID}"\n`, stderr: "" },
    status: 200,
    body: { data: UPID },
  },
  "leaves a failed task to its status": {
    end: { code: 255, stdout: `starting\n"${UPID}"\n`, stderr: "start failed\n" },
    status: 200,
    body: { data: UPID },
  },
  "reads errors of parameters up to the usage": {
    end: {
      code: 255,
      stdout: "",
      stderr: "400 Parameter verification failed.\nvmid: VM 101 already exists\npvesh create <api_path> [OPTIONS]\n",
    },
    status: 400,
    body: { data: null, message: "Parameter verification failed.\n", errors: { vmid: "VM 101 already exists" } },
  },
  "takes a failure without a status for 500": {
    end: { code: 2, stdout: "", stderr: "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist\n" },
    status: 500,
    body: { data: null, message: "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist\n", errors: {} },
  },
  "takes nothing from another node for null, over which pvesh stumbles": {
    end: {
      code: 255,
      stdout: "",
      stderr:
        'malformed JSON string, neither tag, array, object, number, string or atom, at character offset 0 (before "(end of string)") at x line 1.\n',
    },
    status: 200,
    body: { data: null },
  },
  "knows a call that is not there": {
    end: { code: 2, stdout: "", stderr: "No 'get' handler defined for '/nonsense'\n" },
    status: 501,
    body: { data: null, message: "No 'get' handler defined for '/nonsense'\n", errors: {} },
  },
};

describe("readPveshAnswer()", () => {
  test.each(Object.entries(cases))("%s", (_name, { end, status, body }) => {
    const answer = readPveshAnswer(end);
    expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({ status, body });
  });

  test("says that the answer of another node is lost when pvesh could not read it", () => {
    const stderr =
      'malformed JSON string, neither tag, array, ..., at character offset 0 (before "starting VM 101...") at x line 1.\n';
    expect(codeOf(() => readPveshAnswer({ code: 255, stdout: "", stderr }))).toBe("PROXMOX_BAD_ANSWER");
  });
});
