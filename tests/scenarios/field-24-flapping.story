# D1, D9. Field pain 24: a primary that comes and goes made the phone register and deregister back
# and forth. D1: the way back is one probe an interval. D9: with the third move in ten minutes the
# interval doubles (60 s, 120 s), until the primary has served for ten minutes (from 220 s to 900
# s).
line 1 servers=a,b failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a is unreachable
at 30s register line 1
at 60s server a is back
at 100s server a is unreachable
at 100s register line 1
at 200s server a is back
at 900s server a is unreachable
at 900s register line 1
show moves,world
until 950s
----
     0  registration  OFF -> REGISTERING          why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 30000  world         server a is unreachable
 30000  world         register line 1
 30000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 30040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3549040  why=accepted  cause=icmp
 30040  failback      HOME -> AWAY                probe=90040  why=probe_waits
 60000  world         server a is back
 90040  failback      AWAY -> PROBING             server=a  why=probe_due
 90060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3609060  why=probe_accepted
 90060  failback      PROBING -> HOME             why=came_back
100000  world         server a is unreachable
100000  world         register line 1
100000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
100040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3619040  why=accepted  cause=icmp
100040  failback      (HOME)                      why=flaps
100040  failback      HOME -> AWAY                probe=220040  why=probe_waits
200000  world         server a is back
220040  failback      AWAY -> PROBING             server=a  why=probe_due
220060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3739060  why=probe_accepted
220060  failback      (PROBING)                   why=flaps
220060  failback      PROBING -> HOME             why=came_back
900000  world         server a is unreachable
900000  world         register line 1
900000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
900040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=4419040  why=accepted  cause=icmp
900040  failback      (HOME)                      why=served_long
900040  failback      HOME -> AWAY                probe=960040  why=probe_waits
