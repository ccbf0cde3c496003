/** The shells there is completion for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** Where a person puts a shell's script. */
export const PLACES: Readonly<Record<Shell, string>> = {
  bash: "~/.local/share/bash-completion/completions/pveplay",
  zsh: "a folder of $fpath, as _pveplay",
  fish: "~/.config/fish/completions/pveplay.fish",
};

/**
 * The completion of each shell: all ask `pveplay __complete` with the words so far, the one under the cursor last, and get one
 * suggestion a line, with a description behind a tab. Where there is none, names of files are offered.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for pveplay
_pveplay() {
  local words line part prefix
  read -ra words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ \${COMP_LINE:COMP_POINT-1:1} == ' ' ]] && words+=('')
  # Bash ends words at @ and : too, and puts a suggestion in place of the last part only.
  part=\${COMP_WORDS[COMP_CWORD]##*[@:]}
  prefix=\${words[\${#words[@]}-1]%"$part"}
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    COMPREPLY+=("$(printf '%q' "\${line#"$prefix"}")")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -o nosort -F _pveplay pveplay
`,
  zsh: `#compdef pveplay
_pveplay() {
  local -a lines described
  local line
  lines=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#described} )); then _describe -V pveplay described; else _files; fi
}
if [ "$funcstack[1]" = "_pveplay" ]; then _pveplay "$@"; else compdef _pveplay pveplay; fi
`,
  fish: `# fish completion for pveplay
function __pveplay_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c pveplay -a '(__pveplay_complete)'
`,
};
