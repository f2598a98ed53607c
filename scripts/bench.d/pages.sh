# A customer's pages, while 2,000 bookings a second arrive.

measure_pages() {
    local url bookings kind
    let_sleep
    mkdir "$temp/data"
    "$bareledger" book "$temp/data" --facts 120000 >"$temp/prefill" || fail "no bookings to read"
    start_yeyak
    url="http://127.0.0.1:$yeyak_port"
    for kind in closed 5000 15000; do
        "$pacer" load "$yeyak_port" /reservations --rate 2000 --seconds "$((seconds + 2))" \
            --connections 256 --body "$booking" >"$temp/beside.$kind" &
        bookings=$!
        started[$bookings]=yes
        sleep 1
        if [ "$kind" = closed ]; then
            load pages 64 read "$url/myPages?customerId=C00000042"
            judge 'GET a customer'"'"'s myPages beside 2,000 bookings/s' "$rate" /s least 5000 15000
            note "pages, closed loop, 64 connections: $rate/s, p50 $p50, p99 $p99 ms"
        else
            open_load "$temp/pages.$kind" '/myPages?customerId=C00000042' --rate "$kind" \
                --seconds "$seconds" --connections 256
        fi
        finish "$bookings" || fail "the bookings beside the pages failed"
        open_note "bookings beside the pages ($kind)" "$temp/beside.$kind"
    done
    judge 'the same at 5,000/s: p99' "$(figure allP99 <"$temp/pages.5000")" ms most 5 5
    open_note 'pages, open loop, 5,000/s' "$temp/pages.5000"
    open_note 'pages, open loop, 15,000/s' "$temp/pages.15000"
    load item 64 read "$url/reservations/1"
    note "GET one reservation, 64 connections, alone: $rate/s, p50 $p50, p99 $p99 ms"
    load page 64 read "$url/reservations"
    note "GET the first page of reservations, alone: $rate/s, p50 $p50, p99 $p99 ms"
}
