-- Books a reservation again and again. wrk itself counts the answers of 400 and above: a script that
-- looks at each answer costs as much as half a booking. What has come of the calls is seen in the
-- ledger, afterwards.
dofile("Benchmarks/common.lua")

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"customerId":"OHM","date":"20211001","stylingType":"perm"}'

function done(summary, latency)
    summarise(summary, latency, summary.errors.status)
end
