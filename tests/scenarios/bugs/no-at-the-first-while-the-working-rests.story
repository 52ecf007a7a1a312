# C7, A9: server 1 says no while the working one rests: again after the waits, not every 20 ms.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0 failback_servers=never
server a is unreachable
server b answers REGISTER 200 expires=600
start line 1
at 10s server a is back
at 10s server a answers REGISTER 403
at 11s server b answers OTHER 503 retry-after=1800
at 12s request line 1
show moves,sends,reports
until 600s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=519040  why=accepted  cause=icmp
    40  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 12000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 12020  send          OTHER to a                  attempt=4  for=request  why=next_candidate
 12020  registration  REGISTERED -> REGISTERING   server=b  why=status_to_request
 12020  send          REGISTER to a               attempt=5  why=next_candidate
 12040  report        request 1 accepted          server=a
 12040  registration  REGISTERING -> REGISTERED   server=b  refresh=519040  why=stays_in_service  status=403
519040  registration  REGISTERED -> REGISTERING   server=b  why=stays_in_service
519040  send          REGISTER to a               attempt=6  why=next_candidate
519060  registration  REGISTERING -> REGISTERED   server=b  refresh=571597  why=stays_in_service  status=403
571597  registration  REGISTERED -> REGISTERING   server=b  why=stays_in_service
571597  send          REGISTER to a               attempt=7  why=next_candidate
571617  registration  REGISTERING -> REGISTERED   server=b  refresh=654644  why=stays_in_service  status=403
