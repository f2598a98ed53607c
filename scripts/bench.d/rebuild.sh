# The views again, from 1,000,000 facts.

measure_rebuild() {
    local begin took
    make_million
    rm -f "$million"/views.sqlite*
    begin=$(now)
    start_yeyak "$million"
    # A reader waits until the view has come as far as the ledger, and hears 503 after five seconds.
    until get '/myPages?size=1&sort=id,desc' | grep -q reservationId; do
        alive
        is "$(now) - $begin < 300" || fail "the views are not there after 300 s"
    done
    took=$(calc %.2f "$(now) - $begin")
    judge 'rebuild of MyPage from 1,000,000 facts' "$took" s most 20 8
    note "rebuild: all views of the business, from the start of the process until MyPage answers"
}
