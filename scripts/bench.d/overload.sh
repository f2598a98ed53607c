# Three times the maximum, offered in an open loop.

measure_overload() {
    local triple goodput refused on_time=() how
    find_maximum
    triple=$(calc %.0f "$maximum * 3")
    start_yeyak
    open_load "$temp/warm" /reservations --rate 500 --seconds 2 --body "$booking"
    # As many connections as the server takes, so that it is the server that is overloaded. What is
    # due within half a millisecond is sent together: to wake up for each request would take as much
    # of the processors as the server does for a refusal.
    find_on_time
    open_load "$temp/overload" /reservations --rate "$triple" --seconds "$seconds" \
        --connections "${BENCH_CONNECTIONS:-4000}" --body "$booking" --patience 15 --pause 500
    catch_up
    goodput=$(figure goodput <"$temp/overload") refused=$(figure refused <"$temp/overload")
    judge 'overload, 3 x the maximum: goodput' "$(calc %.1f "100 * $goodput / $maximum")" % least 80 95
    if [ "$refused" -gt 0 ]; then
        judge 'overload: refusals within, p99' "$(figure refusalP99 <"$temp/overload")" ms most 20 5
    else
        judge 'overload: refusals within, p99' none '' most 20 5
    fi
    open_note "overload, $triple/s" "$temp/overload"
    note "overload: $refused refused, $(figure refusedWithRetryAfter <"$temp/overload") of them with" \
        "Retry-After, p50 $(figure refusalP50 <"$temp/overload") ms; done $(calc %.1f "$catch_up") s after"
    note "overload: the load sends every 0.5 ms, and runs $how"
}
