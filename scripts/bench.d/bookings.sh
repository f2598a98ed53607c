# Bookings at 64 connections with their whole tail, beside nginx and the ledger alone.

measure_bookings() {
    local length turn booked facts syncs probe lag bare whole
    length=$(length_of_maximum)
    start_nginx
    start_yeyak
    catch_up
    for ((turn = 1; turn <= rounds; turn++)); do
        load nginx 64 read "http://127.0.0.1:$nginx_port/"
        printf '%s\n' "$rate" >>"$temp/nginx.rate"
        nginx_p50=$p50 nginx_p99=$p99
        facts=$(counter yeyak_ledger_facts_total) syncs=$(counter yeyak_ledger_syncs_total)
        "$pacer" probe "$yeyak_port" --rate 20 --seconds "$length" >"$temp/probe.$turn" &
        probe=$!
        started[$probe]=yes
        load bookings 64 book "http://127.0.0.1:$yeyak_port/reservations" "$length"
        booked=$requests
        catch_up
        finish "$probe" || fail "the probe failed"
        printf '%s\n' "$rate" >>"$temp/book.rate"
        printf '%s\n' "$p50" >>"$temp/book.p50"
        printf '%s\n' "$p99" >>"$temp/book.p99"
        printf '%s\n' "$catch_up" >>"$temp/tail"
        calc '%.0f\n' "$requests / ($elapsed + $catch_up)" >>"$temp/whole.rate"
        figure lagP99 <"$temp/probe.$turn" >>"$temp/lag.p99"
        [ "$(figure unfinished <"$temp/probe.$turn")" = 0 ] ||
            say "probe: $(cat "$temp/probe.$turn")"
        facts=$(($(counter yeyak_ledger_facts_total) - facts))
        syncs=$(($(counter yeyak_ledger_syncs_total) - syncs))
        calc '%.1f\n' "$facts / $syncs" >>"$temp/persync"
        # What was answered has happened, with all that follows from it: six facts each.
        if [ "$facts" -lt $((booked * 6)) ]; then
            say "$booked bookings were answered, but there are only $facts facts more"
            wrong=$((wrong + 1))
        fi
    done
    # The load before it may have slowed the machine down: nginx once more, at the end.
    load nginx 64 read "http://127.0.0.1:$nginx_port/"
    printf '%s\n' "$rate" >>"$temp/nginx.rate"
    stop_yeyak
    bare=$(bare_rate)

    nginx=$(median <"$temp/nginx.rate") maximum=$(median <"$temp/book.rate")
    whole=$(median <"$temp/whole.rate") lag=$(median <"$temp/lag.p99")
    ratio=$(calc %.3f "$whole / $nginx")
    judge 'bookings with their whole tail, to nginx' "$ratio" '' least 0.12 0.30
    judge 'lag of the tail behind the answer, p99' "$lag" ms most 1000 1000
    judge 'facts per sync, 64 connections' "$(median <"$temp/persync")" '' least 16 16
    note "bookings, 64 connections, $rounds x $length s: $maximum/s, whole $whole/s," \
        "p50 $(median <"$temp/book.p50"), p99 $(median <"$temp/book.p99") ms;" \
        "the tail was done $(calc %.3f "$(median <"$temp/tail")") s after the load"
    note "lag: $(cat "$temp"/probe.* | tr '\n' ' ')"
    note "calibration, nginx, a constant, 64 connections: $nginx/s, p50 $nginx_p50, p99 $nginx_p99 ms"
    note "calibration, the ledger without HTTP, 64 under way: $bare/s with its tail;" \
        "over HTTP that is $(calc %.2f "$whole / $bare") of it"
}

# Bookings a second of the ledger and its views in one process, their tail included.
bare_rate() {
    mkdir -p "$temp/bare"
    "$bareledger" book "$temp/bare" --seconds "$seconds" | figure wholePerSecond
    rm -rf "$temp/bare"
}
