# The last tenth of many facts against the first: without HTTP, and over it.

measure_growth() {
    local loading begin count
    mkdir "$temp/grown"
    "$bareledger" book "$temp/grown" --facts "$facts_to_grow" >"$temp/grown.json" || fail "growing failed"
    rm -rf "$temp/grown"

    start_yeyak
    begin=$(now)
    wrk -t2 -c64 -d3600s -s Benchmarks/book.lua "http://127.0.0.1:$yeyak_port/reservations" \
        >"$temp/wrk.log" 2>&1 &
    loading=$!
    started[$loading]=yes
    while :; do
        alive
        kill -0 "$loading" 2>/dev/null || fail "wrk has ended: $(cat "$temp/wrk.log")"
        count=$(counter yeyak_ledger_facts_total)
        printf '%s %s\n' "$(calc %.3f "$(now) - $begin")" "$count" >>"$temp/growth"
        [ "$count" -lt "$facts_to_grow" ] || break
        is "$(now) - $begin < 1800" || fail "only $count facts after half an hour"
        sleep 0.2
    done
    end "$loading" INT
    judge "last tenth of $facts_to_grow facts to the first" \
        "$(tenths "$facts_to_grow" <"$temp/growth" | awk '{ printf "%.1f", 100 * $2 / $1 }')" % least 85 95
    note "growth over HTTP, facts/s in the first and last tenth: $(tenths "$facts_to_grow" <"$temp/growth")"
    note "growth without HTTP: $(figure firstTenth <"$temp/grown.json") and" \
        "$(figure lastTenth <"$temp/grown.json") facts/s," \
        "$(calc %.1f "100 * $(figure lastTenth <"$temp/grown.json") / $(figure firstTenth <"$temp/grown.json")") %"
}

# tenths GOAL: from lines of time and count, how many a second there were in the first tenth and in
# the last, between the samples that are next to their ends.
tenths() {
    awk -v goal="$1" '
        function at(mark,  i) {
            for (i = 2; i <= NR; i++) if (c[i] >= mark)
                return t[i - 1] + (mark - c[i - 1]) / (c[i] - c[i - 1]) * (t[i] - t[i - 1])
        }
        { t[NR] = $1; c[NR] = $2 }
        END { printf "%.0f %.0f", goal / 10 / (at(goal / 10) - t[1]), goal / 10 / (at(goal) - at(goal * 0.9)) }'
}
