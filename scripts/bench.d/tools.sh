# Small tools of the benchmark, and what must end with it.

say() { printf 'bench: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

calc() { awk "BEGIN { printf \"$1\", $2 }"; }
# is CONDITION, in numbers.
is() { awk "BEGIN { exit !($1) }"; }
median() {
    sort -n | awk '{ v[NR] = $1 }
        END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; else print "n/a" }'
}
# figure NAME: one number of the flat line of JSON on standard input.
figure() { sed -nE "s/.*\"$1\":(-?[0-9.eE+-]+).*/\1/p"; }
# The time in seconds, of a clock with milliseconds.
now() { printf '%s' "$EPOCHREALTIME"; }

temp=$(mktemp -d)
# Processes that were started here and have not been waited for. Others may get their numbers later,
# so that nobody stands here who has ended.
declare -A started=()
# finish PID: waits for one that ends by itself; its code is the answer.
finish() {
    local code=0
    wait "$1" || code=$?
    unset "started[$1]"
    return "$code"
}
# end PID [SIGNAL]: ends a process that was started here, and waits for it.
end() {
    local tries=0
    kill "-${2:-TERM}" "$1" 2>/dev/null || true
    while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 200 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -KILL "$1" 2>/dev/null || true
    finish "$1" 2>/dev/null || true
}
stop_all() {
    local pid
    for pid in "${!started[@]}"; do end "$pid"; done
    rm -rf "$temp"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        answers "$port" || break
    done
    echo "$port"
}

wrong=0 exceeded='' ratio=''
binary=${BINARY_UNDER_TEST:-}
pacer=$PWD/.build/release/pacer
bareledger=$PWD/.build/release/bareledger

# Finds or builds the programs.
prepare() {
    local tool
    for tool in nginx wrk curl sqlite3 valgrind; do
        command -v "$tool" >/dev/null || fail "$tool is missing; run scripts/setup test"
    done
    if [ -z "$binary" ]; then
        scripts/build yeyak >&2
        binary=$PWD/.build/release/yeyak
    fi
    [ -x "$binary" ] || fail "$binary is no program"
    scripts/build pacer bareledger >&2
}
