# C14: a changed configuration is taken at once while the line waits: a server that answers ends the wait.
server a is unreachable
line 1 servers=a retry_base_s=100 retry_max_s=100 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 servers=a,b
show moves,attempts,sends,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  registration  REGISTERING -> WAITING      next_try=100020  why=no_candidate_left  cause=icmp
 10000  world         configure line 1 servers=a,b
 10000  registration  WAITING -> REGISTERING      why=config_changed
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10020  attempt 2     failed                      why=icmp_unreachable
 10020  send          REGISTER to b               attempt=3  why=next_candidate
 10040  registration  REGISTERING -> REGISTERED   server=b  refresh=3529040  why=accepted  cause=icmp
 10040  failback      HOME -> AWAY                probe=130040  why=probe_waits
