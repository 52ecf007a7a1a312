# C4, H12: a binding that is older than the new clock is refreshed in time all the same.
server a is unreachable
line 1 servers=a,b failback_servers=new_requests expires_s=200 jitter_percent=0 quarantine_s=0 keepalive_s=0 clock=5h
start line 1
at 1s server a is back
at 1s server a answers REGISTER 403
at 50s restart line 1 after 1s clock=0s
show moves,sends,reports,bindings
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  binding       ABSENT -> HELD              server=b  expires=200040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=119040  why=accepted  cause=icmp
    40  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 51000  registration  REGISTERED -> REGISTERING   server=b  why=restored
 51000  send          REGISTER to a               attempt=3  why=first_candidate
 51020  registration  REGISTERING -> REGISTERED   server=b  refresh=119040  why=stays_in_service  status=403
119040  registration  REGISTERED -> REGISTERING   server=b  why=stays_in_service
119040  send          REGISTER to b               attempt=4  why=working_candidate
119060  registration  REGISTERING -> REGISTERED   server=b  refresh=238060  why=accepted
