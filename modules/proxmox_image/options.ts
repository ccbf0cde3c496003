import type { Args, Constraints, Options } from "../../core/spec/options.ts";

const seedOptions = {
  user_data: {
    type: "raw",
    required: true,
    private: true,
    description:
      "The C(user-data) file: a text that begins with C(#) as cloud-init asks (such as C(#cloud-config)), or a dictionary, which is written as C(#cloud-config).",
  },
  meta_data: {
    type: "raw",
    description:
      "The C(meta-data) file, as text or dictionary. A dictionary without C(instance-id) gets one that follows from the content, so that cloud-init runs again when the content changes.",
  },
  network_config: {
    type: "raw",
    private: true,
    description: "The C(network-config) file, as text or dictionary; left out when not given.",
  },
} as const satisfies Options;

/** The options of proxmox_image. */
export const options = {
  node: {
    type: "str",
    env: ["PROXMOX_NODE"],
    description: "Node that downloads and keeps the image. Not needed on a server of one node.",
  },
  storage: { type: "str", default: "local", description: "Storage of the image." },
  content: {
    type: "str",
    choices: ["iso", "import", "vztmpl", "snippets"],
    aliases: ["content_type"],
    description: [
      "What the image is: V(iso), a disk image for V(import), a container template V(vztmpl). Told by the name's ending when not given (C(.img) can be two of them).",
      "V(snippets) can only be removed: the API takes no snippets.",
    ],
  },
  name: {
    type: "str",
    aliases: ["template"],
    description: [
      "File name on the storage; that of O(url) or O(src) when not given. Characters other than letters, digits, C(.), C(_) and C(-) become C(_), as the server does it.",
      "For O(content=import), C(.img) becomes C(.qcow2) or C(.raw), because the server takes no C(.img) there.",
      "With O(seed), a mark and a short hash of the content are put before the ending: V(web1) becomes V(web1.pveplay-1a2b3c4d.iso).",
      "A container template without O(url) and O(src) is one of the server's own list (C(pveam available)).",
    ],
  },
  url: {
    type: "str",
    description:
      "Address from which the node downloads the image. A password in it would stand in the server's task log.",
  },
  src: { type: "path", description: "File to upload, on the host that runs the module. It is streamed." },
  seed: {
    type: "dict",
    options: seedOptions,
    description:
      "Build a seed image for cloud-init (NoCloud: volume label C(cidata)) and upload it as O(content=iso), to be attached to a VM as its CD-ROM.",
  },
  checksum: {
    type: "str",
    description:
      "Checksum of the file at O(url) or O(src), checked before the image takes its place. The algorithm may stand in front: V(sha256:...).",
  },
  checksum_algorithm: {
    type: "str",
    choices: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
    description: "Algorithm of O(checksum); told by its length when not given.",
  },
  decompression: {
    type: "str",
    choices: ["gz", "lzo", "zst", "bz2"],
    aliases: ["compression"],
    description:
      "Compression the server takes off after the download; it does that for O(content=iso) only. The checksum is that of the compressed file.",
  },
  state: { type: "str", choices: ["present", "absent"], default: "present", description: "Whether the image exists." },
  force: {
    type: "bool",
    default: false,
    description: [
      "Replace an image of the same name when its size differs; the old one stays until the new one has arrived and was checked (the server then renames a download, and copies an upload over the old one). Without it, a differing image is left alone with a warning.",
      "The API tells no checksums of images: to fetch one of the same size again, remove it first.",
      "With O(seed): also remove the seeds of that O(name) that were made from other content, once the new one is there. Only names with the mark C(.pveplay-) count as seeds.",
    ],
  },
  verify: {
    type: "bool",
    aliases: ["verify_certificates"],
    description: "Whether the node checks the certificate of O(url); it does when not given.",
  },
  timeout: {
    type: "int",
    default: 600,
    min: 1,
    description:
      "Seconds to wait for the download or for the server to take in an upload. A download that still runs then goes on, and the next run waits for it.",
  },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  mutuallyExclusive: [["url", "src", "seed"]],
};

/** The arguments of proxmox_image. */
export type ImageArgs = Args<typeof options>;

/** The arguments of its `seed`. */
export type SeedArgs = Args<typeof seedOptions>;
