-- Books a reservation again and again, and counts the answers that are not 201.
dofile("Benchmarks/common.lua")

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"customerId":"OHM","date":"20211001","stylingType":"perm"}'

local threads = {}
unexpected = 0

function setup(thread)
    table.insert(threads, thread)
end

function response(status)
    if status ~= 201 then unexpected = unexpected + 1 end
end

function done(summary, latency)
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + thread:get("unexpected") end
    summarise(summary, latency, sum)
end
