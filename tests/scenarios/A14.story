# A14: a pass starts at its starting candidate (C5: the working one, for a refresh), then takes all the
# others from the first on, each once. The line works on b; its refresh tries b, then a, then c.
server a is unreachable
line 1 servers=a,b,c failback_servers=never expires_s=300 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server b is unreachable
show moves,attempts,sends,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=179540  why=accepted  cause=icmp
 10000  world         server b is unreachable
179540  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
179540  send          REGISTER to b               attempt=3  why=working_candidate
179560  attempt 3     failed                      why=icmp_unreachable
179560  send          REGISTER to a               attempt=4  why=next_candidate
179580  attempt 4     failed                      why=icmp_unreachable
179580  send          REGISTER to c               attempt=5  why=next_candidate
179600  registration  REGISTERING -> REGISTERED   server=c  from=b  refresh=359100  why=accepted  cause=icmp
