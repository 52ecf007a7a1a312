# C3a: the local address changed: REGISTER at once at the working candidate, with the new Contact; the keep-alive
# goes on there.
server a is unreachable
line 1 servers=a,b failback_servers=never keepalive_s=20 jitter_percent=0 quarantine_s=0
start line 1
at 30s network back line 1 address=changed
at 31s network back line 1
show moves,attempts,sends,flows,world
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  keep-alive    b                           every=20s
 30000  world         network back line 1 address=changed
 30000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
 30000  send          REGISTER to b               attempt=3  why=working_candidate
 30020  registration  REGISTERING -> REGISTERED   server=b  refresh=3549020  why=accepted
 31000  world         network back line 1
