# E12: after a move the line reports where it is, so that subscriptions can be renewed there; the next request goes
# there. A request that is under way at that moment goes on where it is.
server a answers REGISTER 200 expires=60
server b delays 300ms
line 1 servers=a,b failback_interval_s=40 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s server a is unreachable
at 50s server a is back
at 70200ms request line 1
at 71s request line 1
show moves,attempts,sends,reports,world
until 72s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=30020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 20000  world         server a is unreachable
 30020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 30020  send          REGISTER to a               attempt=2  why=working_candidate
 30040  attempt 2     failed                      why=icmp_unreachable
 30040  send          REGISTER to b               attempt=3  why=next_candidate
 30340  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3549340  why=accepted  cause=icmp
 30340  failback      HOME -> AWAY                probe=70340  why=probe_waits
 30340  report        line ON_BACKUP              server=b  since=30340  why=icmp_unreachable  cause=icmp
 50000  world         server a is back
 70200  world         request line 1
 70200  send          OTHER to b                  attempt=4  for=request  why=request_wanted
 70340  failback      AWAY -> PROBING             server=a  why=probe_due
 70340  send          REGISTER to a               attempt=5  for=probe  why=probe_due
 70360  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=100360  why=probe_accepted
 70360  failback      PROBING -> HOME             why=came_back
 70360  report        line REGISTERED             server=a  since=70360  why=came_back
 70500  report        request 1 accepted          server=b
 71000  world         request line 1
 71000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
 71020  report        request 2 accepted          server=a
