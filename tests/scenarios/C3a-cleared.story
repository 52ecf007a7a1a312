# C3a, A13: a 2xx after the address changed ends the doubt: a first server's no then leaves the line in service until
# its refresh.
server a is unreachable
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 10s server a answers REGISTER 403
at 20s network back line 1 address=changed
at 30s register line 1
show moves,attempts,sends
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
 20000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
 20000  send          REGISTER to b               attempt=3  why=working_candidate
 20020  registration  REGISTERING -> REGISTERED   server=b  refresh=3539020  why=accepted
 30000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 30000  send          REGISTER to a               attempt=4  why=first_candidate
 30020  attempt 4     failed                      why=rejected  status=403
 30020  registration  REGISTERING -> REGISTERED   server=b  refresh=3539020  why=stays_in_service  status=403
