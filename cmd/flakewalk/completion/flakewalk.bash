# bash completion for flakewalk. It needs nothing but bash (3.2 or newer), asks
# flakewalk itself, and evaluates nothing that was typed or is offered.

_flakewalk() {
  local LC_ALL=C # characters are bytes, as in COMP_POINT
  local line=${COMP_LINE:0:COMP_POINT} cur flag='' lead='' breaks directive=0 one
  local -a words

  # The words up to the cursor, without quotes, and not cut at colons.
  read -a words <<<"$line"
  words=("${words[@]//[\'\"]/}")
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=${words[${#words[@]} - 1]}
  [[ $cur == --*=* ]] && flag=${cur%%=*}=

  # Readline replaces only what stands after the last of its breaks.
  breaks=${COMP_WORDBREAKS//[^:=@]/}
  if [[ -n $breaks && $cur == *["$breaks"]* && ${line##*[[:space:]]} != [\'\"]* ]]; then
    lead=${cur%"${cur##*["$breaks"]}"}
  fi

  COMPREPLY=()
  while IFS= read -r one; do
    if [[ $one == :* ]]; then
      directive=${one#:}
      break
    fi
    one=$flag${one%%$'\t'*}
    # What would have to be quoted is not offered.
    [[ $one == *[^A-Za-z0-9_./:@%+,=#-]* || $one != "$cur"* ]] || COMPREPLY+=("${one#"$lead"}")
  done < <(command flakewalk __complete "${words[@]:1}" 2>/dev/null)

  # 2 is "no space", 4 "no files"; without an answer readline completes files.
  if ! ((directive & 2)); then
    for one in "${!COMPREPLY[@]}"; do COMPREPLY[one]+=' '; done
  fi
  ((directive & 4)) && type compopt &>/dev/null && compopt +o default
  return 0
}

complete -o default -o nospace -F _flakewalk flakewalk
