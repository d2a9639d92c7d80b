# A bash that keeps what programs define. It reads them from stdin, one after the other: a
# line with the sizes in bytes of the code and of what the program reads, then both. After
# each it marks the end of both outputs. Sh starts this, and an interactive bash, since
# only that goes on with the next line when one is interrupted.
if [ -z "$BASH_VERSION" ]; then
  exec 6<&0 7>&1 8>&2
  # What is interrupted is the program.
  trap : INT
  {
    trap '' INT
    while echo 'aura_take; . "$aura_code" 0<"$aura_input" 6<&- 7>&- 8>&-; aura_mark $?'; do :; done
  } 2>/dev/null | exec "$@" --rcfile "$AURA_HOOK" --noprofile --noediting -i 2>/dev/null
  exit
fi
exec 2>&8
PS1= PS2= PROMPT_COMMAND=
aura_word=$AURA_WORD aura_code=${AURA_MAIN%/*}/code aura_input=${AURA_MAIN%/*}/input aura_open=
unset AURA_WORD AURA_MAIN AURA_HOOK HISTFILE MAILCHECK
set +o history +H
# The one of an interactive shell would say so.
exit() { builtin exit "$@" 2>/dev/null; }
aura_mark() {
  printf '\000%s done %d\n' "$aura_word" "$1" >&8
  printf '\000%s done %d\n' "$aura_word" "$1" >&7
  aura_open=
}
aura_take() {
  local status=$? size more
  [ -z "$aura_open" ] || aura_mark "$status"
  read -r -u 6 size more || builtin exit 0 2>/dev/null
  head -c "$size" <&6 >"$aura_code" && head -c "$more" <&6 >"$aura_input" || builtin exit 1
  aura_open=1
}
printf '\000ready\n' >&7
