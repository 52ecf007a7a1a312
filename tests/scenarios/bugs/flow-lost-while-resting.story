# C3a, A9: the flow is lost while its only target rests: REGISTER at once.
server a answers OTHER 503 retry-after=600
server a at tcp:192.0.2.1:5060
line 1 servers=a a.transport=tcp jitter_percent=0 quarantine_s=0 keepalive_s=30
start line 1
at 5s request line 1
at 10s connection to a breaks
show moves,attempts,sends,reports,bindings
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    40  binding       ABSENT -> HELD              server=a  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=3558540  why=accepted
    40  report        line REGISTERED             server=a  since=40  why=accepted
  5000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
  5020  attempt 2     failed                      why=failover_status  status=503
  5020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  5020  registration  REGISTERING -> REGISTERED   server=a  refresh=605020  why=all_rest
  5020  report        request 1 failed            status=503
 10000  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 10000  send          REGISTER to a               attempt=3  why=first_to_wake
 10040  registration  REGISTERING -> REGISTERED   server=a  refresh=3568540  why=accepted
