# What one booking costs in instructions and heap allocations, by thread: counted by callgrind, so
# that a busy machine does not change it. `Benchmarks/thresholds` holds what is allowed.

thresholds=Benchmarks/thresholds
# How far a count may lie above its threshold, by thread. Batches are not always as large, and the
# views write their rows twice a second of real time: a slower machine writes more for a booking.
declare -A margins=([ledger]=1.05 [sealer]=1.05 [http]=1.05 [views]=1.25)

measure_counts() {
    local url asking before bookings file thread
    # Counts do not depend on time, and whoever keeps processors awake would make batches smaller.
    let_sleep
    wrapper=(valgrind --tool=callgrind --instr-atstart=no --separate-threads=yes
        "--callgrind-out-file=$temp/callgrind")
    start_yeyak "$temp/data" --drain-seconds 0
    wrapper=()
    url="http://127.0.0.1:$yeyak_port/reservations"
    # Warm first: what happens once is no cost of a booking.
    load warm 32 book "$url" 3
    catch_up
    # A process that waits in the kernel does not hear callgrind, so it is asked something.
    while get /livez >/dev/null; do sleep 0.02; done &
    asking=$!
    started[$asking]=yes
    callgrind_control --instr=on "$yeyak_pid" >"$temp/control.log" 2>&1 ||
        { cat "$temp/control.log" >&2; fail "callgrind does not listen"; }
    end "$asking"
    before=$(counter yeyak_ledger_commands_total)
    load counts 32 book "$url" "${BENCH_COUNT_SECONDS:-18}"
    # The tail belongs to the bookings.
    sleep 1
    bookings=$(($(counter yeyak_ledger_commands_total) - before))
    stop_yeyak
    [ "$bookings" -ge 200 ] || fail "only $bookings bookings were counted; that says nothing"

    for file in "$temp"/callgrind-*; do
        thread=$(whose "$file")
        sums "$file" | sed "s/^/$thread-/"
    done | awk -v n="$bookings" '{ s[$1] += $2 } END { for (k in s) printf "%s %.1f\n", k, s[k] / n }' |
        sort >"$temp/counts"
    note "counts, per booking, of $bookings at 32 connections: $(tr '\n' ',' <"$temp/counts")"
    if [ "$set_thresholds" = yes ]; then
        write_thresholds
    else
        check_thresholds
    fi
}

# whose FILE: the thread that callgrind has written it for.
whose() {
    if grep -qE '7Runtime[0-9]+LedgerWriter' "$1"; then echo ledger
    elif grep -qE '7Runtime[0-9]+View(Keeper|Table)' "$1"; then echo views
    elif grep -qE '7Runtime[0-9]+Sealer' "$1"; then echo sealer
    elif grep -q 'http_parser_execute' "$1"; then echo http
    else echo other; fi
}

# sums FILE: all its instructions, and all calls of what allocates.
sums() {
    awk '
        /^c?fn=\(/ {
            match($0, /\([0-9]+\)/)
            id = substr($0, RSTART, RLENGTH)
            name = substr($0, RSTART + RLENGTH + 1)
            if (name != "") names[id] = name
            if ($0 ~ /^cfn=/) callee = names[id]
        }
        /^calls=/ && callee ~ /^(malloc|calloc|realloc|posix_memalign|aligned_alloc)$/ {
            split($1, part, "=")
            allocations += part[2]
        }
        /^totals:/ { instructions += $2 }
        END { printf "instructions %d\nallocations %d\n", instructions, allocations }' "$1"
}

write_thresholds() {
    {
        printf '# What one booking may cost, in instructions and heap allocations of each thread.\n'
        printf '# Counted by scripts/bench counts, written by scripts/bench --set-thresholds.\n'
        grep -v '^other-' "$temp/counts"
    } >"$thresholds"
    say "written: $thresholds"
}

check_thresholds() {
    local name counted allowed most
    [ -f "$thresholds" ] || fail "$thresholds is missing; scripts/bench --set-thresholds writes it"
    while read -r name allowed; do
        counted=$(awk -v name="$name" '$1 == name { print $2 }' "$temp/counts")
        [ -n "$counted" ] || fail "nothing was counted for $name"
        most=$(calc %.1f "$allowed * ${margins[${name%%-*}]}")
        judge "$name of a booking" "$counted" '' most "$most" "$allowed"
        ! is "$counted > $most" || exceeded="$exceeded $name $counted > $most;"
    done < <(grep -v '^#' "$thresholds")
}
