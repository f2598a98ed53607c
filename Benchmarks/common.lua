-- Ends a round with one line that a script can read. Times are in seconds, delays in milliseconds.
function summarise(summary, latency, unexpected)
    local errors = summary.errors
    io.write(string.format(
        "RESULT requests=%d seconds=%.6f unexpected=%d broken=%d p50=%.3f p99=%.3f\n",
        summary.requests, summary.duration / 1e6, unexpected,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
