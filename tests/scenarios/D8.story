# D8: idle: the probe that falls due during a call is remembered and leaves when the last call ends; refreshes
# meanwhile stay at the working candidate.
server a is unreachable
server b answers REGISTER 200 expires=120
line 1 servers=a,b failback_when=idle failback_interval_s=50 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 40s call arrives line 1 via b call=1
at 45s call arrives line 1 via b call=2
at 90s call ends line 1 call=1
at 100s call ends line 1 call=2
show moves,attempts,sends,world
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=60040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=50040  why=probe_waits
 10000  world         server a is back
 40000  world         call arrives line 1 via b call=1
 45000  world         call arrives line 1 via b call=2
 50040  failback      AWAY -> DUE                 until=3650040  why=waits_for_idle
 60040  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
 60040  send          REGISTER to b               attempt=3  why=working_candidate
 60060  registration  REGISTERING -> REGISTERED   server=b  refresh=120060  why=accepted
 90000  world         call ends line 1 call=1
100000  world         call ends line 1 call=2
100000  failback      DUE -> PROBING              server=a  why=line_idle
100000  send          REGISTER to a               attempt=4  for=probe  why=line_idle
100020  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3619020  why=probe_accepted
100020  failback      PROBING -> HOME             why=came_back
