-- For wrk. Arguments: a file of paths (one a line), and a number that no other run has. `@` in a path becomes a new number
-- each time. Writes what came of it as JSON.
local paths, count, start = {}, 0, 0

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  start = tonumber(arguments[2])
end

function request()
  count = count + 1
  local path = paths[(count - 1) % #paths + 1]
  if path:find("@", 1, true) then path = path:gsub("@", tostring(start + count)) end
  return wrk.format("GET", path)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\nRESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "max": %f, "status": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    e.status, e.connect + e.read + e.write + e.timeout))
end
