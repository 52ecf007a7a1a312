# A13, C7: the user asks on the backup, and server 1 says no: the line stays in service where it was.
# It once forgot its binding there, retried at server 1 alone, and stayed failed.
server a is unreachable
line 1 servers=a,b failback_interval_s=600 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a answers REGISTER 403
at 20s register line 1
show moves,sends,reports,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=600040  why=probe_waits
    40  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 10000  world         server a answers REGISTER 403
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 20000  send          REGISTER to a               attempt=3  why=first_candidate
 20020  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=stays_in_service  status=403
 20020  report        request 1 rejected          status=403
