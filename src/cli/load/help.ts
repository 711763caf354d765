/** What `senior-backend load --help` says below the usage. */
export const loadHelp = `What to send
  URL [URL2]                one URL, or two that get the same requests in turns and are compared
  SPEC --operation NAME     an operation of an OpenAPI description, as operationId or "POST /orders"; path, query,
                            headers and body come from its examples and schemas, credentials from the environment
                            (SENIOR_BACKEND_<SCHEME>); --server http://localhost:3000 says where it runs
  --scenario FILE.yaml      a scenario as the editor saves it
  -X, --method M            GET, or POST when there is a body
  -H, --header "Name: value"
  -d, --body TEXT, --body-file FILE
  --data FILE.csv|json      rows that fill {{column}} in URL, headers and body; {{$uuid}}, {{$counter}},
                            {{$randomInt}} and {{$timestamp}} make a new value for each request

How much
  -c, --concurrency N       connections (50); also --connections
  -r, --rate R              requests per second, sent when they are due whatever the server does; without it each
                            connection sends again when its answer is there
  --stage RATE:SECONDS      repeat it for a ramp: --stage 100:10 --stage 500:30 --stage 0:10
  -t, --duration S          30, 30s, 500ms or 2m (10 s), shared by two URLs     -n, --count N   requests instead
  --warm-up S               load before measuring starts (1 s where runs are compared, otherwise none)
  --timeout S               of a request (10 s)             --workers N     threads

How to connect
  --no-keep-alive   --http2   --redirects N   --proxy URL   --insecure   --ca FILE   --cert FILE --key FILE

What to hold it against (exit code 1 when it fails)
  --expect "p95<200ms"      repeat it: p50 … p99.9, max, mean, "service p99<1s", "errors<1%", "5xx<0.1%", "rps>100"
  --expect-status N         every answer has this status (200, 2xx, 200,201)
  --expect-rate-limit       429s arrive, Retry-After and RateLimit fields are well-formed and true, service comes back
  --save [FILE]             keep the run as a baseline (.senior-backend/load/baseline.json)
  --compare [BASELINE.json] fail when this run is worse than the baseline beyond noise

Other questions
  --steps [1,2,4,…]         raise the concurrency step by step and say where the server stops scaling
  --attack                  13 small groups of hostile requests from SPEC, against this machine; --mutating adds
                            POST, PUT, PATCH and DELETE
  --export k6|artillery|k6-operator   write the same test for another tool
  --run-with k6             let k6 carry it out and read its summary back

What comes out
  --format text|json|junit|csv|html   --output FILE   pair them to write several: --format json -o a.json -o a.html

Safety
  Targets that are neither this machine nor a private network need --yes. A run always ends by itself; --max-rate and
  --max-duration raise the caps of 50,000 req/s and one hour. Ctrl+C ends a run and shows the figures so far.

Latency counts from when a request was due, so a server that stalls cannot hide behind a client that waits for it.`;
