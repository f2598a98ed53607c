# The first change of an aggregate with 10,000 events, after a start.

measure_cold() {
    local turn kind every
    for kind in snapshots events; do
        # Its newest state is a cache; without it, all 10,000 events are read.
        every=100
        [ "$kind" = snapshots ] || every=1000000
        mkdir "$temp/$kind"
        "$bareledger" rename "$temp/$kind" --times 10000 --snapshots "$every" >"$temp/renamed" ||
            fail "renaming failed"
        for turn in 1 2 3; do
            cp -r "$temp/$kind" "$temp/data"
            start_yeyak
            change "$kind.first" "$turn a"
            change "$kind.second" "$turn b"
            stop_yeyak
            rm -rf "$temp/data"
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
