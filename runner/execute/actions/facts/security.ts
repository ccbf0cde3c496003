import type { Facts, Sections } from "./script.ts";

/** State of SELinux, as far as it shows without its tools. */
export function selinuxFacts(sections: Sections): Facts {
  const [mode, policy, configured, type] = sections.get("selinux") ?? [];
  const selinux =
    mode === undefined || mode === ""
      ? { status: "disabled" }
      : {
          status: "enabled",
          policyvers: Number(policy) || "unknown",
          config_mode: configured === undefined || configured === "" ? "unknown" : configured,
          mode: mode === "1" ? "enforcing" : "permissive",
          type: type === undefined || type === "" ? "unknown" : type,
        };
  return { ansible_selinux: selinux, ansible_selinux_python_present: true };
}

/** Whether AppArmor is there. */
export function apparmorFacts(sections: Sections): Facts {
  const isThere = sections.get("apparmor")?.[0] === "yes";
  return { ansible_apparmor: { status: isThere ? "enabled" : "disabled" } };
}

/** Whether the kernel runs in its FIPS mode. */
export function fipsFacts(sections: Sections): Facts {
  return { ansible_fips: sections.get("fips")?.[0] === "1" };
}

/** Whether the root directory is another than that of process 1. */
export function chrootFacts(sections: Sections): Facts {
  return { ansible_is_chroot: sections.get("chroot")?.[0] === "yes" };
}

/** Public keys of the target's SSH server. */
export function hostKeyFacts(sections: Sections): Facts {
  const facts: Facts = {};
  for (const line of sections.get("hostkeys") ?? []) {
    const [algorithm, type, key] = line.split(/\s+/);
    if (key === undefined) continue;
    facts[`ansible_ssh_host_key_${algorithm}_public`] = key;
    facts[`ansible_ssh_host_key_${algorithm}_public_keytype`] = type;
  }
  return facts;
}
