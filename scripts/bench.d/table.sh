# What was found, against what is wanted.

# judge WHAT VALUE UNIT SENSE FLOOR TARGET: one line of the issue's table. SENSE is `least` where
# more is better, `most` where less is.
judge() {
    local what=$1 value=$2 unit=$3 sense=$4 low=$5 high=$6 met=below sign='>='
    [ "$sense" = least ] || sign='<='
    ! is "$value $sign $low" || met=floor
    ! is "$value $sign $high" || met=target
    case "$value" in '' | *[!0-9.]*) met='not measured' ;; esac
    row "$what" "$value $unit" "$low" "$high" "$met" >>"$temp/judged"
}
row() { printf '| %-50s | %16s | %8s | %8s | %-7s |\n' "$@"; }

# note TEXT: what helps to understand, below the table.
note() { printf -- '- %s\n' "$*" >>"$temp/noted"; }

# open_note TEXT FILE: what an open load has met with.
open_note() {
    local name=$1 file=$2 line
    line=$(cat "$file")
    note "$name: offered $(figure offeredRate <<<"$line")/s, goodput $(figure goodput <<<"$line")/s," \
        "p50 $(figure successP50 <<<"$line"), p99 $(figure successP99 <<<"$line")," \
        "p99.9 $(figure successP999 <<<"$line"), max $(figure successMax <<<"$line") ms;" \
        "unanswered $(figure unanswered <<<"$line"), broken $(figure broken <<<"$line")"
}

show() {
    if [ -f "$temp/judged" ]; then
        row what measured floor target reached
        row '---' '---:' '---:' '---:' '---'
        cat "$temp/judged"
        printf '\n'
    fi
    [ ! -f "$temp/noted" ] || cat "$temp/noted"
    printf -- '- unexpected answers and broken connections of closed loops: %s\n' "$wrong"
}

keep() {
    local file=Benchmarks/RESULTS.md
    {
        printf '\n## %s\n\n' "$(date -u '+%Y-%m-%d %H:%M UTC')"
        printf -- '- commit %s; %s' "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "${parts[*]}"
        printf '\n- Linux %s, %s, %s cores\n\n' "$(uname -r)" "$(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
        cat "$temp/table"
    } >>"$file"
    say "recorded in $file"
}
