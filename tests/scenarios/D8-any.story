# D8: any (native): the line fails back during a call; the call stays where it is.
server a is unreachable
line 1 servers=a,b failback_when=any failback_interval_s=50 jitter_percent=0 quarantine_s=0 keepalive_s=20
start line 1
at 10s server a is back
at 40s call arrives line 1 via b
at 60s call ends line 1
show moves,sends,flows,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=50040  why=probe_waits
    40  keep-alive    b                           every=20s
 10000  world         server a is back
 40000  world         call arrives line 1 via b
 50040  failback      AWAY -> PROBING             server=a  why=probe_due
 50040  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 50060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3569060  why=probe_accepted
 50060  failback      PROBING -> HOME             why=came_back
 50060  keep-alive    a                           every=20s
 60000  world         call ends line 1
 60000  keep-alive    b                           no longer
