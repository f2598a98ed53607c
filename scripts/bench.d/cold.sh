# The first change of an aggregate with 10,000 events, after a start.

measure_cold() {
    local turn kind
    mkdir "$temp/data"
    "$bareledger" rename "$temp/data" --times 10000 >"$temp/renamed" || fail "renaming failed"
    for kind in snapshots events; do
        for turn in 1 2 3; do
            # Its newest state is a cache; without it, all 10,000 events are read.
            [ "$kind" = snapshots ] || sqlite3 "$temp/data/ledger.sqlite" 'DELETE FROM snapshot' ||
                fail "the snapshots cannot be deleted"
            start_yeyak
            change "$kind.first" "$turn a"
            change "$kind.second" "$turn b"
            stop_yeyak
        done
    done
    judge 'an aggregate of 10,000 events, cold' "$(median <"$temp/snapshots.first")" ms most 20 5
    judge 'the same without snapshots' "$(median <"$temp/events.first")" ms most 20 5
    note "cold: the whole first PATCH after a start, its sync included; the second takes" \
        "$(median <"$temp/snapshots.second") ms, without snapshots $(median <"$temp/events.second") ms"
}

# change FILE NAME: renames the shop with one request; how long it took goes into the file.
change() {
    open_load "$temp/change" /shops/1 --method PATCH --body "{\"name\":\"Shop $2\"}" \
        --rate 1 --seconds 0.5 --connections 1
    [ "$(figure succeeded <"$temp/change")" = 1 ] || fail "the shop cannot be changed: $(cat "$temp/change")"
    figure successMax <"$temp/change" >>"$temp/$1"
}
