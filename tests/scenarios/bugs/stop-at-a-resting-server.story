# C8, A9: a removal goes where the binding stands, also while that rests.
server a answers OTHER 503 retry-after=600
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 5s request line 1
at 10s stop line 1
show moves,attempts,sends,reports,bindings
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3558520  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  5000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
  5020  attempt 2     failed                      why=failover_status  status=503
  5020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  5020  registration  REGISTERING -> REGISTERED   server=a  refresh=605020  why=all_rest
  5020  report        request 1 failed            status=503
 10000  registration  REGISTERED -> STOPPING      until=12000  why=stopped
 10000  send          REGISTER to a               attempt=3  for=remove  expires=0  why=stopped
 10020  binding       HELD -> ABSENT              server=a  why=binding_removed
 10020  registration  STOPPING -> OFF             why=binding_removed
 10020  report        line DISABLED               since=10020  why=stopped
