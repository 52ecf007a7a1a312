# A9, D1: of two better servers one rests: it is passed over, the other is probed. When it has woken both are asked.
server a answers REGISTER 503 retry-after=100
server b is unreachable
line 1 servers=a,b,c failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends
until 130s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=icmp_unreachable
    40  send          REGISTER to c               attempt=3  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=c  refresh=3479560  why=accepted  cause=icmp
    60  failback      HOME -> AWAY                probe=60060  why=probe_waits
 60060  failback      AWAY -> PROBING             server=b  why=probe_due
 60060  send          REGISTER to b               attempt=4  for=probe  why=probe_due
 60080  attempt 4     failed                      why=icmp_unreachable
 60080  failback      PROBING -> AWAY             probe=120080  why=probe_failed
120080  failback      AWAY -> PROBING             server=a  why=probe_due
120080  send          REGISTER to a               attempt=5  for=probe  why=probe_due
120100  attempt 5     failed                      why=failover_status  status=503
120100  send          REGISTER to b               attempt=6  for=probe  why=probe_next_server
120120  attempt 6     failed                      why=icmp_unreachable
120120  failback      PROBING -> AWAY             probe=180120  why=probe_failed
