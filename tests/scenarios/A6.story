# A6: ICMP, a refused, reset or closed connection, TLS and certificate failures and failover statuses
# fail an attempt at once: the next one leaves at the same microsecond.
server a is unreachable
server b fails with refused
server c fails with certificate
server d answers REGISTER 503
line 1 servers=a,b,c,d jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends
until 1s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=connection_refused
    40  send          REGISTER to c               attempt=3  why=next_candidate
    60  attempt 3     failed                      why=certificate_failed
    60  send          REGISTER to d               attempt=4  why=next_candidate
    80  attempt 4     failed                      why=failover_status  status=503
