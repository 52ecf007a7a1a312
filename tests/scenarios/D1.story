# D1: working on server 3, each better server, best first, gets a REGISTER of its own, failback_interval_s
# after the last round ended. Any final answer but 2xx, or a failure: the next one. The first 2xx moves the line.
server a is unreachable
server b answers REGISTER 503
line 1 servers=a,b,c failback_interval_s=100 jitter_percent=0 quarantine_s=0
start line 1
at 50s server a answers REGISTER 403
at 150s server a answers REGISTER 503
at 150s server b answers REGISTER 200
at 250s server a answers REGISTER 200
show moves,attempts,sends,world,reports
until 310s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=failover_status  status=503
    40  send          REGISTER to c               attempt=3  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=c  refresh=3479560  why=accepted  status=503
    60  failback      HOME -> AWAY                probe=100060  why=probe_waits
    60  report        line ON_BACKUP              server=c  since=60  why=failover_status  status=503
 50000  world         server a answers REGISTER 403
100060  failback      AWAY -> PROBING             server=a  why=probe_due
100060  send          REGISTER to a               attempt=4  for=probe  why=probe_due
100080  attempt 4     failed                      why=rejected  status=403
100080  send          REGISTER to b               attempt=5  for=probe  why=probe_next_server
100100  attempt 5     failed                      why=failover_status  status=503
100100  failback      PROBING -> AWAY             probe=200100  why=probe_failed
150000  world         server a answers REGISTER 503
150000  world         server b answers REGISTER 200
200100  failback      AWAY -> PROBING             server=a  why=probe_due
200100  send          REGISTER to a               attempt=6  for=probe  why=probe_due
200120  attempt 6     failed                      why=failover_status  status=503
200120  send          REGISTER to b               attempt=7  for=probe  why=probe_next_server
200140  registration  REGISTERED -> REGISTERED    server=b  from=c  refresh=3679640  why=probe_accepted
200140  failback      PROBING -> AWAY             probe=300140  why=probe_waits
200140  report        line ON_BACKUP              server=b  since=200140  why=came_back
250000  world         server a answers REGISTER 200
300140  failback      AWAY -> PROBING             server=a  why=probe_due
300140  send          REGISTER to a               attempt=8  for=probe  why=probe_due
300160  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3779660  why=probe_accepted
300160  failback      PROBING -> HOME             why=came_back
300160  report        line REGISTERED             server=a  since=300160  why=came_back
