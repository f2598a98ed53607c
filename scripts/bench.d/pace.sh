# The whole request in an open loop at half of the maximum.

measure_pace() {
    local length=$seconds half
    if [ "$record" = yes ]; then length=30; fi
    find_maximum
    half=$(calc %.0f "$maximum / 2")
    let_sleep
    start_yeyak
    open_load "$temp/warm" /reservations --rate 500 --seconds 2 --body "$booking"
    open_load "$temp/pace" /reservations --rate "$half" --seconds "$length" --connections 256 --body "$booking"
    catch_up
    open_load "$temp/strangers" /reservations --rate "$half" --seconds "$length" --connections 256 \
        --arrivals poisson --body "$booking"
    catch_up
    judge "p99, open loop at half of the maximum" "$(figure allP99 <"$temp/pace")" ms most 25 10
    open_note "open loop, $half/s, constant" "$temp/pace"
    open_note "open loop, $half/s, as strangers come" "$temp/strangers"
}
