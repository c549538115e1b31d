#compdef flakewalk
# zsh completion for flakewalk. It asks flakewalk itself, and evaluates nothing that
# was typed or is offered.

_flakewalk() {
  local line directive=0
  local -a typed answer offered shown space
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  answer=("${(@f)$(command flakewalk __complete "${typed[@]}" 2>/dev/null)}")
  for line in "${answer[@]}"; do
    if [[ $line == :* ]]; then
      directive=${line#:}
    elif [[ -n $line ]]; then
      offered+=("${line%%$'\t'*}")
      shown+=("${line/$'\t'/  -- }")
    fi
  done

  [[ $PREFIX == --*=* ]] && compset -P '--[^=]#='
  # 2 is "no space", 4 "no files", 16 "folders only".
  if ((directive & 16)); then
    _files -/
  elif ((${#offered})); then
    ((directive & 2)) && space=(-S '')
    compadd "${space[@]}" -d shown -a offered
  elif ((!(directive & 4))); then
    _files
  fi
}

if [[ ${funcstack[1]} == _flakewalk ]]; then
  _flakewalk "$@" # loaded from a folder of functions
else
  compdef _flakewalk flakewalk
fi
