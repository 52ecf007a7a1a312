# Fanvil guide, Failover, 1: "manual registration" as the trigger. C3, C5: it begins at the primary.
# Here (2) is not needed: a 500 or an ICMP error makes the server unavailable at once (guide, Terminology).
server a answers REGISTER 500
line 1 like fanvil servers=a,b
start line 1
at 10s server a is unreachable
at 10s register line 1
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        500                         attempt=1
    20  attempt 1     failed                      why=failover_status  status=500
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=3600
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  status=500
    40  failback      HOME -> AWAY                probe=1800040  why=probe_waits
    40  report        line ON_BACKUP              server=b  since=40  why=failover_status  status=500
 10000  world         server a is unreachable
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 10000  send          REGISTER to a               attempt=3  why=first_candidate
 10020  answer        icmp                        attempt=3
 10020  attempt 3     failed                      why=icmp_unreachable
 10020  send          REGISTER to b               attempt=4  why=next_candidate
 10040  answer        200                         attempt=4  expires=3600
 10040  registration  REGISTERING -> REGISTERED   server=b  refresh=3529040  why=accepted
 10040  report        request 1 accepted          server=b
