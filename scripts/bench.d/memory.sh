# Resident memory: idle, and under the load of 64 connections after 1,000,000 facts.

measure_memory() {
    local idle greatest=0 sample loading
    start_yeyak
    sleep 1
    idle=$(memory)
    while [ "$(counter yeyak_ledger_facts_total)" -lt 1000000 ]; do
        load memory 64 book "http://127.0.0.1:$yeyak_port/reservations" 5
    done
    wrk -t2 -c64 -d5s -s Benchmarks/book.lua "http://127.0.0.1:$yeyak_port/reservations" \
        >"$temp/wrk.log" 2>&1 &
    loading=$!
    started[$loading]=yes
    while kill -0 "$loading" 2>/dev/null; do
        alive
        sample=$(memory)
        ! is "$sample > $greatest" || greatest=$sample
        sleep 0.2
    done
    finish "$loading" || fail "wrk failed"
    judge 'memory idle' "$idle" MiB most 64 32
    judge 'memory under load after 1,000,000 facts' "$greatest" MiB most 200 120
    note "memory: the most that was ever resident was" \
        "$(awk '/^VmHWM:/ { printf "%.1f", $2 / 1024 }' "/proc/$yeyak_pid/status") MiB," \
        "after $(counter yeyak_ledger_facts_total) facts"
}
