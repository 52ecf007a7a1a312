# D8: idle_limit_s: a call that does not end holds the way back up for so long only: the probe due at 50.04 s leaves
# 60 s later, at 110.04 s. 0: no limit, for line 2.
server a is unreachable
line 1 servers=a,b failback_when=idle idle_limit_s=60 failback_interval_s=50 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
line 2 servers=a,b failback_when=idle idle_limit_s=0 failback_interval_s=50 jitter_percent=0 quarantine_s=0
line 2 keepalive_s=0
start line 1
start line 2
at 10s server a is back
at 40s call arrives line 1 via b
at 40s call arrives line 2 via b
at 3500s call ends line 2
show moves,attempts,sends,world
until 3501s
----
      0  line 1  registration  OFF -> REGISTERING          why=started
      0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
      0  line 2  registration  OFF -> REGISTERING          why=started
      0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     20  line 1  attempt 1     failed                      why=icmp_unreachable
     20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
     20  line 2  attempt 1     failed                      why=icmp_unreachable
     20  line 2  send          REGISTER to b               attempt=2  why=next_candidate
     40  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
     40  line 1  failback      HOME -> AWAY                probe=50040  why=probe_waits
     40  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
     40  line 2  failback      HOME -> AWAY                probe=50040  why=probe_waits
  10000          world         server a is back
  40000          world         call arrives line 1 via b
  40000          world         call arrives line 2 via b
  50040  line 1  failback      AWAY -> DUE                 until=110040  why=waits_for_idle
  50040  line 2  failback      AWAY -> DUE                 why=waits_for_idle
 110040  line 1  failback      DUE -> PROBING              server=a  why=idle_limit_over
 110040  line 1  send          REGISTER to a               attempt=3  for=probe  why=idle_limit_over
 110060  line 1  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3629060  why=probe_accepted
 110060  line 1  failback      PROBING -> HOME             why=came_back
3500000          world         call ends line 2
3500000  line 2  failback      DUE -> PROBING              server=a  why=line_idle
3500000  line 2  send          REGISTER to a               attempt=3  for=probe  why=line_idle
3500020  line 2  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=7019020  why=probe_accepted
3500020  line 2  failback      PROBING -> HOME             why=came_back
