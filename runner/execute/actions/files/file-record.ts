import type { FileInfo } from "../../connections/target.ts";

/** What is known of a path with the names that stat and find use. */
export function fileRecord(path: string, info: FileInfo): Record<string, unknown> {
  const bit = (mask: number): boolean => (info.mode & mask) !== 0;
  return {
    path,
    // Four digits, where the results of other actions put a zero before them.
    mode: info.mode.toString(8).padStart(4, "0"),
    isdir: info.kind === "directory",
    ischr: info.kind === "char",
    isblk: info.kind === "block",
    isreg: info.kind === "file",
    isfifo: info.kind === "fifo",
    islnk: info.kind === "link",
    issock: info.kind === "socket",
    uid: info.uid,
    gid: info.gid,
    size: info.size,
    inode: info.inode,
    dev: info.device,
    nlink: info.links,
    atime: info.atime,
    mtime: info.mtime,
    ctime: info.ctime,
    wusr: bit(0o200),
    rusr: bit(0o400),
    xusr: bit(0o100),
    wgrp: bit(0o020),
    rgrp: bit(0o040),
    xgrp: bit(0o010),
    woth: bit(0o002),
    roth: bit(0o004),
    xoth: bit(0o001),
    isuid: bit(0o4000),
    isgid: bit(0o2000),
    pw_name: info.owner,
    gr_name: info.group,
  };
}
