# C3, C5, A9: a rests by the Retry-After that a request got; the pass of A13 waits for its end. The binding expires
# meanwhile: a pass at once, which waits as well, and the line is no longer registered.
server a answers REGISTER 200 expires=100
server a answers OTHER 503 retry-after=200
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
show moves,attempts,sends,reports,bindings
until 211s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=100020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=58520  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10020  attempt 2     failed                      why=failover_status  status=503
 10020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
 10020  registration  REGISTERING -> REGISTERED   server=a  refresh=210020  why=all_rest
 10020  report        request 1 failed            status=503
100020  binding       HELD -> ABSENT              server=a  why=binding_expired
100020  registration  REGISTERED -> REGISTERING   server=a  why=binding_expired
100020  registration  REGISTERING -> WAITING      next_try=210020  why=all_rest
100020  report        line FAILED                 since=100020  next_try=210020  why=binding_expired
210020  registration  WAITING -> REGISTERING      why=rest_over
210020  send          REGISTER to a               attempt=3  why=first_candidate
210020  report        line REGISTERING            since=210020  why=binding_expired
210040  binding       ABSENT -> HELD              server=a  expires=310040  why=accepted
210040  registration  REGISTERING -> REGISTERED   server=a  refresh=268540  why=accepted
210040  report        line REGISTERED             server=a  since=210040  why=accepted
