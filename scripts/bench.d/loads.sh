# The loads, and what follows from them.

booking='{"customerId":"C{number}","date":"20211001","stylingType":"perm"}'
tail_limit=120

# load NAME CONNECTIONS SCRIPT URL [SECONDS]: a closed loop; sets requests, elapsed, rate, p50, p99.
load() {
    local name=$1 connections=$2 script=$3 url=$4 threads=2 line
    [ "$connections" -ge 2 ] || threads=1
    wrk "-t$threads" "-c$connections" "-d${5:-$seconds}s" --latency --timeout 10s \
        -s "Benchmarks/$script.lua" "$url" >"$temp/wrk.log" 2>&1 ||
        { cat "$temp/wrk.log" >&2; fail "wrk failed"; }
    line=$(grep '^RESULT ' "$temp/wrk.log") || { cat "$temp/wrk.log" >&2; fail "wrk gave no result"; }
    read -r requests elapsed unexpected broken p50 p99 < <(sed -E 's/RESULT //; s/[a-z0-9]+=//g' <<<"$line")
    rate=$(calc %.0f "$requests / $elapsed")
    wrong=$((wrong + unexpected + broken))
    [ "$unexpected" = 0 ] || say "$name: $unexpected unexpected answers"
    [ "$broken" = 0 ] || say "$name: $broken broken connections"
    [ "$requests" -gt 0 ] || fail "$name: no answers"
}

# open_load FILE PATH OPTION …: an open loop on yeyak; its line of JSON goes into the file.
open_load() {
    local file=$1 path=$2
    shift 2
    "${on_time[@]}" "$pacer" load "$yeyak_port" "$path" "$@" >"$file" || fail "the pacer failed"
    alive
}

# Who comes from outside does not wait for processors that the server has taken. Where this machine
# allows it, that is so for a load on the same processors as well: it is let run as soon as it is due.
# Sets on_time, the words before its command, and how, for the notes: both to be local to the caller.
on_time=()
find_on_time() {
    if chrt --fifo 1 true 2>/dev/null; then
        on_time=(chrt --fifo 1) how='before all others'
    else
        on_time=() how='like any other, which makes it late: real-time priority is not allowed'
    fi
}

# calibrate: how many constants nginx answers in a second, once in a run. Sets nginx.
nginx=
calibrate() {
    [ -z "$nginx" ] || return 0
    start_nginx
    load nginx 64 read "http://127.0.0.1:$nginx_port/"
    nginx=$rate nginx_p50=$p50 nginx_p99=$p99
}

# How long bookings are kept up for their maximum: a minute where it is to be kept.
length_of_maximum() { if [ "$record" = yes ]; then echo 60; else echo "$seconds"; fi; }

# find_maximum: the bookings a second that 64 connections get, once in a run. Sets maximum.
maximum=
find_maximum() {
    [ -z "$maximum" ] || return 0
    start_yeyak "$temp/maximum"
    load maximum 64 book "http://127.0.0.1:$yeyak_port/reservations" "$(length_of_maximum)"
    maximum=$rate
    stop_yeyak
    rm -rf "$temp/maximum"
}

# One more booking, behind all others in the ledger. Prints its id.
book_last() {
    curl -sS -i --max-time 10 -H 'Content-Type: application/json' \
        -d "${booking/\{number\}/last}" "http://127.0.0.1:$yeyak_port/reservations" |
        sed -nE 's#.*/reservations/([0-9]+).*#\1#p' | head -n 1
}

# Waits until the newest row of the customers' view is that last booking, or a later one that the
# load left under way, and completed. Sets catch_up, in seconds.
catch_up() {
    local begin id page newest
    begin=$(now)
    id=$(book_last) || true
    [ -n "$id" ] || fail "no booking is taken after the load"
    while :; do
        page=$(get '/myPages?size=1&sort=id,desc') || page=
        catch_up=$(calc %.6f "$(now) - $begin")
        newest=$(sed -nE 's/.*"reservationId" *: *"?([0-9]+).*/\1/p' <<<"$page" | head -n 1)
        if [[ "$page" == *'Reservation Completed'* ]] && [ "${newest:-0}" -ge "$id" ]; then break; fi
        alive
        is "$catch_up < $tail_limit" || fail "the tail is not done after $tail_limit s: $page"
        sleep 0.01
    done
}
