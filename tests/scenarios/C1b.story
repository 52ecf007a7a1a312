# C1b: one REGISTER at a time to a server. A request of the user that comes while one is under way joins
# it; the user's request abandons a probe, and D1's interval starts again.
server a answers REGISTER 503
line 1 servers=a,b failback_interval_s=60 jitter_percent=0 quarantine_s=0
start line 1
at 10ms register line 1
at 50s server a delays 10s
at 62s register line 1
until 75s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    10  world         register line 1
    20  answer        503                         attempt=1
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=3600
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  status=503
    40  failback      HOME -> AWAY                probe=60040  why=probe_waits
    40  report        request 1 accepted          server=b
    40  report        line ON_BACKUP              server=b  since=40  why=failover_status  status=503
 50000  world         server a delays 10s
 60040  failback      AWAY -> PROBING             server=a  why=probe_due
 60040  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 60540  resend        REGISTER to a               attempt=3
 61540  resend        REGISTER to a               attempt=3
 62000  world         register line 1
 62000  order         Abandon                     attempt=3  why=probe_gives_way
 62000  failback      PROBING -> AWAY             probe=122000  why=probe_gives_way
 62000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 62000  send          REGISTER to a               attempt=4  why=first_candidate
 62500  resend        REGISTER to a               attempt=4
 63500  resend        REGISTER to a               attempt=4
 65500  resend        REGISTER to a               attempt=4
 69500  attempt 4     failed                      why=silence
 69500  send          REGISTER to b               attempt=5  why=next_candidate
 69520  answer        200                         attempt=5  expires=3600
 69520  registration  REGISTERING -> REGISTERED   server=b  refresh=3588520  why=accepted
 69520  report        request 2 accepted          server=b
 70040  answer        503, too late               attempt=3
 72000  answer        503, too late               attempt=4
