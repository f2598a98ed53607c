# The views again, from 1,000,000 facts: by `yeyak rebuild` beside the live one, and by a start
# without them.

measure_rebuild() {
    local begin all one=
    make_million
    if "$binary" help rebuild 2>/dev/null | grep '^yeyak rebuild' >/dev/null; then
        start_yeyak "$million"
        begin=$(now)
        "$binary" rebuild hairshop/MyPage --data "$million" >"$temp/rebuilt" 2>&1 ||
            fail "yeyak rebuild: $(tail -n 3 "$temp/rebuilt")"
        one=$(calc %.2f "$(now) - $begin")
        note "rebuild, beside the live view: $(tail -n 1 "$temp/rebuilt")"
        stop_yeyak
    fi

    rm -f "$million"/views.sqlite*
    begin=$(now)
    start_yeyak "$million"
    # A reader waits until the view has come as far as the ledger, and hears 503 after five seconds.
    until get '/myPages?size=1&sort=id,desc' | grep reservationId >/dev/null; do
        alive
        is "$(now) - $begin < 300" || fail "the views are not there after 300 s"
    done
    all=$(calc %.2f "$(now) - $begin")
    judge 'rebuild of MyPage from 1,000,000 facts' "${one:-$all}" s most 20 8
    note "rebuild of all views of the business, from the start of a process without them: $all s"
}
