-- Asks for the addresses of a file, one after the other from a given line on; prints what was counted as one line of JSON.
-- wrk -s bench/wrk.lua URL -- FILE START [ETAG]

local asked, at = {}, 0

function init(arguments)
    local headers = { ["Accept-Encoding"] = "gzip" }
    if arguments[3] then headers["If-None-Match"] = arguments[3] end
    for line in io.lines(arguments[1]) do
        asked[#asked + 1] = wrk.format("GET", line, headers)
    end
    at = tonumber(arguments[2]) % #asked
end

function request()
    at = at % #asked + 1
    return asked[at]
end

function done(summary, latency)
    local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "refused": %d, "lost": %d, "p50": %f, "p95": %f}\n',
        summary.requests, summary.duration / 1e6, summary.errors.status, lost,
        latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
