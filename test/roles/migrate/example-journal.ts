/** The checkpoint of the example. */
export const ID = "before_migration_one";

/** A journal of migration `one`, as a run that was killed in the phase leaves it. */
export const journal = (phase: string, more: object = {}) => ({
  format: 1,
  id: "one",
  checkpoint: ID,
  asked: ["db-1", "scratch", "dns-1"],
  guests: [
    { vmid: 101, name: "db-1", node: "pve1", type: "qemu", running: true },
    { vmid: 102, name: "scratch", node: "pve1", type: "qemu", running: false },
    { vmid: 201, name: "dns-1", node: "pve2", type: "lxc", running: true },
  ],
  started: "2026-01-01 00:00:00 UTC",
  since: "2026-01-01 00:00:01 UTC",
  failure: "",
  phase,
  ...more,
});
