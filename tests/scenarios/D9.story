# D9: three moves within ten minutes double the interval of 60 s: at 80.04 s to 120, and so does each further one:
# 480 s at 210.04 s. When the better server has served for ten minutes, it is 60 s again.
line 1 servers=a,b failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is unreachable
at 10s register line 1
at 20s server a is back
at 80s server a is unreachable
at 80s register line 1
at 90s server a is back
at 210s server a is unreachable
at 210s register line 1
at 220s server a is back
at 1300s server a is unreachable
at 1300s register line 1
show moves
until 1301s
----
      0  registration  OFF -> REGISTERING          why=started
     20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
  10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  10040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3529040  why=accepted  cause=icmp
  10040  failback      HOME -> AWAY                probe=70040  why=probe_waits
  70040  failback      AWAY -> PROBING             server=a  why=probe_due
  70060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3589060  why=probe_accepted
  70060  failback      PROBING -> HOME             why=came_back
  80000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  80040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3599040  why=accepted  cause=icmp
  80040  failback      (HOME)                      why=flaps
  80040  failback      HOME -> AWAY                probe=200040  why=probe_waits
 200040  failback      AWAY -> PROBING             server=a  why=probe_due
 200060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3719060  why=probe_accepted
 200060  failback      (PROBING)                   why=flaps
 200060  failback      PROBING -> HOME             why=came_back
 210000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 210040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3729040  why=accepted  cause=icmp
 210040  failback      (HOME)                      why=flaps
 210040  failback      HOME -> AWAY                probe=690040  why=probe_waits
 690040  failback      AWAY -> PROBING             server=a  why=probe_due
 690060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=4209060  why=probe_accepted
 690060  failback      (PROBING)                   why=flaps
 690060  failback      PROBING -> HOME             why=came_back
1300000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
1300040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=4819040  why=accepted  cause=icmp
1300040  failback      (HOME)                      why=served_long
1300040  failback      HOME -> AWAY                probe=1360040  why=probe_waits
