-- Reads one address; wrk itself counts the answers of 400 and above.
dofile("Benchmarks/common.lua")

function done(summary, latency)
    summarise(summary, latency, summary.errors.status)
end
