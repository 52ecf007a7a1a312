# E12, A8: an answer is an answer: 403 goes to the user and nowhere else; a failure of all is reported once, with the
# last cause (A12).
server a answers OTHER 403
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s server a answers OTHER 503
at 20s server b is unreachable
at 20s request line 1
show moves,attempts,sends,reports,world
until 31s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10020  attempt 2     failed                      why=rejected  status=403
 10020  report        request 1 rejected          status=403
 20000  world         server a answers OTHER 503
 20000  world         server b is unreachable
 20000  world         request line 1
 20000  send          OTHER to a                  attempt=3  for=request  why=request_wanted
 20020  attempt 3     failed                      why=failover_status  status=503
 20020  send          OTHER to b                  attempt=4  for=request  why=next_candidate
 20020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
 20020  send          REGISTER to a               attempt=5  why=status_to_request
 20040  attempt 4     failed                      why=icmp_unreachable
 20040  report        request 2 failed            cause=icmp
 20040  registration  REGISTERING -> REGISTERED   server=a  refresh=3539040  why=accepted
