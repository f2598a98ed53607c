# The processors that all is measured on.

# Keeps them awake. The host of a virtual machine gives the processor of one that sleeps to others,
# and where it is busy, whoever wakes up waits for milliseconds: that is measured then, and not the
# server, which waits for disks and sockets all the time. What runs here gives way to everything.
#
# Only where both are busy anyway: to Linux a processor that runs this is not idle and fetches no work
# from the other one, so that two who could run side by side follow each other for up to half a second.
awake=()
keep_awake() {
    local processor
    [ "${BENCH_AWAKE:-yes}" = yes ] && [ "${#awake[@]}" = 0 ] || return 0
    for ((processor = 0; processor < $(nproc); processor++)); do
        chrt --idle 0 sh -c 'while :; do :; done' &
        started[$!]=yes
        awake+=("$!")
    done
}

let_sleep() {
    local pid
    for pid in "${awake[@]}"; do end "$pid"; done
    awake=()
}

# Prints what the host has taken of the processors since the machine began, and all there was.
taken() { awk '/^cpu / { print $9, $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 }' /proc/stat; }

# note_taken PART TAKEN ALL: what it has taken since.
note_taken() {
    local part=$1 before=$2 all_before=$3 after all
    read -r after all < <(taken)
    note "$part: the host took $(calc %.0f "100 * ($after - $before) / ($all - $all_before + 0.01)")" \
        "% of the processors' time for others"
}
