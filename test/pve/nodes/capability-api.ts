import type { Call, Handlers } from "../services.ts";

/** What a node's QEMU can do. */
export const capabilityHandlers: Handlers = {
  "GET /nodes/{node}/capabilities": () => [{ name: "qemu" }],
  "GET /nodes/{node}/capabilities/qemu": () => ["cpu", "cpu-flags", "machines", "migration"].map((name) => ({ name })),
  "GET /nodes/{node}/capabilities/qemu/machines": machines,
  "GET /nodes/{node}/capabilities/qemu/cpu": cpus,
};

const INTEL =
  "486 Broadwell Broadwell-IBRS Broadwell-noTSX Broadwell-noTSX-IBRS Cascadelake-Server Cascadelake-Server-noTSX Cascadelake-Server-v2 Cascadelake-Server-v4 Cascadelake-Server-v5 ClearwaterForest Conroe Cooperlake Cooperlake-v2 GraniteRapids GraniteRapids-v2 GraniteRapids-v3 Haswell Haswell-IBRS Haswell-noTSX Haswell-noTSX-IBRS Icelake-Client Icelake-Client-noTSX Icelake-Server Icelake-Server-noTSX Icelake-Server-v3 Icelake-Server-v4 Icelake-Server-v5 Icelake-Server-v6 Icelake-Server-v7 IvyBridge IvyBridge-IBRS KnightsMill Nehalem Nehalem-IBRS Penryn SandyBridge SandyBridge-IBRS SapphireRapids SapphireRapids-v2 SapphireRapids-v3 SapphireRapids-v4 SierraForest SierraForest-v2 SierraForest-v3 Skylake-Client Skylake-Client-IBRS Skylake-Client-noTSX-IBRS Skylake-Client-v4 Skylake-Server Skylake-Server-IBRS Skylake-Server-noTSX-IBRS Skylake-Server-v4 Skylake-Server-v5 Westmere Westmere-IBRS core2duo coreduo pentium pentium2 pentium3";
const AMD =
  "EPYC EPYC-Genoa EPYC-Genoa-v2 EPYC-IBPB EPYC-Milan EPYC-Milan-v2 EPYC-Milan-v3 EPYC-Rome EPYC-Rome-v2 EPYC-Rome-v3 EPYC-Rome-v4 EPYC-Rome-v5 EPYC-Turin EPYC-v3 EPYC-v4 EPYC-v5 Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 athlon phenom";
const ANY = "host kvm32 kvm64 max qemu32 qemu64";
const ABSTRACT = "x86-64-v2 x86-64-v2-AES x86-64-v3 x86-64-v4";

function cpus(): unknown[] {
  const rows = (names: string, vendor: string) => names.split(" ").map((name) => ({ name, vendor, custom: 0 }));
  const abstract = ABSTRACT.split(" ").map((name) => ({ name, vendor: "default", custom: 0, abstract: 1 }));
  return [...abstract, ...rows(INTEL, "GenuineIntel"), ...rows(AMD, "AuthenticAMD"), ...rows(ANY, "default")];
}

function machines({ services }: Call): unknown[] {
  const versions = services.state.version === "8.4" ? ["9.2", "7.2"] : ["10.1", "7.2"];
  return versions.flatMap((version) => [
    { id: `pc-i440fx-${version}`, type: "i440fx", version },
    { id: `pc-q35-${version}`, type: "q35", version },
  ]);
}
