import { describe, expect, test } from "vitest";
import { apiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { privilegesOf } from "../access/roles.ts";
import type { RawValue } from "../params.ts";
import { validate } from "./validate.ts";

interface Case {
  readonly method: string;
  readonly values: Readonly<Record<string, RawValue>>;
  readonly errors: Readonly<Record<string, string>>;
}

const create = "POST /nodes/{node}/qemu";
const config = "PUT /nodes/{node}/qemu/{vmid}/config";
const vm = { node: "pve", vmid: "100" };

const cases: Record<string, Case> = {
  "accepts a call with all that is required": { method: create, values: vm, errors: {} },
  "reports all failures of a call together": {
    method: create,
    values: { node: "pve", cores: "0", start: "yes", foo: "1" },
    errors: {
      vmid: "property is missing and it is not optional",
      cores: "value must have a minimum value of 1",
      start: "type check ('boolean') failed - got 'yes'",
      foo: "property is not defined in schema and the schema does not allow additional properties",
    },
  },
  "checks the range of a guest's id by its format": {
    method: create,
    values: { node: "pve", vmid: "99" },
    errors: { vmid: "invalid format - value does not look like a valid VM ID\n" },
  },
  "knows how many of an indexed key there are": {
    method: config,
    values: { ...vm, scsi30: "none", scsi31: "none" },
    errors: { scsi31: "property is not defined in schema and the schema does not allow additional properties" },
  },
  "looks into property strings": {
    method: config,
    values: { ...vm, net0: "virtio,bridge=br with space,zzz=1" },
    errors: {
      net0: "invalid format - format error\nnet0.bridge: invalid format - invalid bridge ID 'br with space'\n\nnet0.zzz: property is not defined in schema and the schema does not allow additional properties\n",
    },
  },
  "takes words for booleans inside property strings only": {
    method: config,
    values: { ...vm, agent: "enabled=yes", onboot: "yes" },
    errors: { onboot: "type check ('boolean') failed - got 'yes'" },
  },
  "requires what another parameter requires": {
    method: create,
    values: { ...vm, unique: "1" },
    errors: { archive: "missing property required by 'unique'" },
  },
  "looks into property strings known by name only": {
    method: config,
    values: { ...vm, ipconfig0: "gw=10.0.0.1", smbios1: "uuid=zzz" },
    errors: {
      ipconfig0: "invalid format - format error\nipconfig0.ip: missing property required by 'ipconfig0.gw'\n",
      smbios1: "invalid format - format error\nsmbios1.uuid: value does not match the regex pattern\n",
    },
  },
  "refuses lists and objects where text is wanted": {
    method: "POST /access/groups",
    values: { groupid: "gg", comment: ["one", "two"] },
    errors: { comment: "type check ('string') failed - got ARRAY" },
  },
  "checks every item of a list": {
    method: "POST /access/roles",
    values: { roleid: "rr", privs: "VM.Audit,VM.Nope" },
    errors: { privs: "invalid format - invalid privilege 'VM.Nope'\n" },
  },
};

describe("validate()", () => {
  test.each(Object.entries(cases))("%s", (_name, { method, values, errors }) => {
    const parameters = apiSchema("9.2").methods[method]?.parameters;
    const shape = { properties: parameters?.properties ?? {}, open: false };
    expect(validate(new Map(Object.entries(values)), shape, privilegesOf("9.2"))).toEqual(errors);
  });

  test.each([
    ["9.2", {}],
    ["8.4", { privs: "invalid format - invalid privilege 'VM.GuestAgent.Audit'\n" }],
  ] as const)("knows the privileges of version %s", (version, errors) => {
    const properties = apiSchema(version).methods["POST /access/roles"]?.parameters?.properties ?? {};
    const values = new Map([
      ["roleid", "rr"],
      ["privs", "VM.GuestAgent.Audit"],
    ]);
    expect(validate(values, { properties, open: false }, privilegesOf(version))).toEqual(errors);
  });
});
