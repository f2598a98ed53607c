# One connection: nobody to share a sync with.

measure_one() {
    local facts syncs
    let_sleep
    start_yeyak
    load warm 1 book "http://127.0.0.1:$yeyak_port/reservations" 2
    facts=$(counter yeyak_ledger_facts_total) syncs=$(counter yeyak_ledger_syncs_total)
    load one 1 book "http://127.0.0.1:$yeyak_port/reservations"
    catch_up
    judge 'p50 at one connection' "$p50" ms most 1.5 0.7
    facts=$(($(counter yeyak_ledger_facts_total) - facts))
    syncs=$(($(counter yeyak_ledger_syncs_total) - syncs))
    note "one connection: $rate bookings/s, p50 $p50, p99 $p99 ms;" \
        "facts per sync $(calc %.1f "$facts / $syncs"), syncs per booking $(calc %.2f "$syncs / $requests")"
}
