# Waits for the source file to come on stdin. Bash reads this before it opens its script;
# for java, sh runs it with the command that follows.
printf '\000ready\n'
read -r AURA_SIZE AURA_LIVE || exit 0
head -c "$AURA_SIZE" > "$AURA_MAIN" || exit
chmod 444 "$AURA_MAIN"
[ -z "$AURA_EXEC" ] || { unset AURA_SIZE AURA_LIVE AURA_MAIN AURA_EXEC; exec "$@"; }
unset AURA_SIZE AURA_LIVE AURA_MAIN AURA_EXEC BASH_ENV
SECONDS=0
hash -r
