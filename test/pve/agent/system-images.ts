import type { GuestSystem } from "../state.ts";

/** A Debian cloud image with the guest agent installed. */
export const debian: GuestSystem = {
  os: "debian-13",
  agent: true,
  files: {
    "/etc/motd": "Welcome to Debian GNU/Linux 13\n",
    "/etc/os-release":
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nID=debian\n',
    "/etc/app/version": "1.0\n",
  },
};
