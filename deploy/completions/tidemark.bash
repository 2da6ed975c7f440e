# bash completion for tidemark, tidemark-recorder and tidemark-analyzer. Commands and options are those that --help lists.

_tidemark_commands() {
  "$1" --help 2> /dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'
}

# Prints the options of command $2 of program $1; of check, those of what it runs.
_tidemark_options() {
  if [ "$2" = history ]; then
    { "$1" history add --help && "$1" history report --help; } 2> /dev/null |
      sed -n 's/^  \(-[a-z] \[ \)\{0,1\}\(--[a-z0-9-]*\).*/\2/p' | sort -u
    return
  fi
  if [ "$2" = check ]; then
    { "$1" record --help && "$1" analyze --help; } 2> /dev/null |
      sed -n 's/^  \(-[a-z] \[ \)\{0,1\}\(--[a-z0-9-]*\).*/\2/p' | sort -u
    return
  fi
  "$1" "$2" --help 2> /dev/null | sed -n 's/^  \(-[a-z] \[ \)\{0,1\}\(--[a-z0-9-]*\).*/\2/p'
}

_tidemark_values() {
  case $1 in
    --command-lines) echo masked full none ;;
    --annotations) echo github ;;
    --detector) echo growth lbr growth,lbr ;;
    --evidence) echo touched kept ;;
    --exits) echo auto taskstats none ;;
    --fault-stacks) echo auto on kept off ;;
    --fail-on) echo critical leak suspect never ;;
    --format) echo csv memorytools jsonl text json ;;
    --from) echo auto memorytools pidstat ps top atop prometheus mprof psrecord docker-stats csv ;;
    --judge-jobs) echo never suspect growth ;;
    --metric) echo all vm_size virt rss res anon data ;;
    --report) echo {text,json,junit,markdown,openmetrics,html}{,=} ;;
    --sampler) echo auto bpf procfs ;;
    --session) echo all last ;;
    --user) compgen -u ;;
  esac
}

# Prints the first arguments that command $1 knows by name.
_tidemark_subcommands() {
  case $1 in
    baseline) echo build ;;
    history) echo add show report ;;
    mark) echo begin end note run ;;
  esac
}

_tidemark() {
  local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local at
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_tidemark_commands "$program") --help --version" -- "$word")
    return
  fi
  for ((at = 2; at < COMP_CWORD; ++at)); do
    if [ "${COMP_WORDS[at]}" = -- ]; then
      if declare -F _command_offset > /dev/null; then _command_offset $((at + 1)); fi
      return
    fi
  done
  # bash takes --name=value apart at the '='.
  if [ "$word" = "=" ]; then word=""; fi
  if [ "$before" = "=" ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_tidemark_options "$program" "$command")" -- "$word")
    return
  fi
  local values=""
  if [[ $before == -* ]]; then
    values=$(_tidemark_values "$before")
  elif [ "$COMP_CWORD" = 2 ]; then
    values=$(_tidemark_subcommands "$command")
  fi
  # Everything else is a file, which -o default offers.
  if [ -n "$values" ]; then mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word"); fi
}

complete -o default -F _tidemark tidemark tidemark-recorder tidemark-analyzer
