# From the start of the process until it says that it is ready.

measure_start() {
    local turn
    make_million
    for turn in 1 2 3 4 5; do
        rm -rf "$temp/data"
        start_yeyak
        printf '%s\n' "$startup" >>"$temp/start.empty"
        start_yeyak "$million"
        printf '%s\n' "$startup" >>"$temp/start.million"
    done
    judge 'ready after start, empty' "$(median <"$temp/start.empty")" ms most 300 100
    judge 'ready after start, 1,000,000 facts' "$(median <"$temp/start.million")" ms most 2000 500
}
