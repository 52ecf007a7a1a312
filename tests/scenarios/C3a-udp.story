# C3a: over UDP CRLF has no pong: silence proves nothing, but ICMP does.
line 1 servers=a,b keepalive_s=20 jitter_percent=0 quarantine_s=0
start line 1
at 30s server a is silent
at 70s server a is unreachable
show moves,attempts,sends,flows,world
until 90s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  keep-alive    a                           every=20s
 30000  world         server a is silent
 70000  world         server a is unreachable
 80040  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 80040  send          REGISTER to a               attempt=2  why=working_candidate
 80060  attempt 2     failed                      why=icmp_unreachable
 80060  send          REGISTER to b               attempt=3  why=next_candidate
 80080  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3599080  why=accepted  cause=icmp
 80080  failback      HOME -> AWAY                probe=200080  why=probe_waits
 80080  keep-alive    a                           no longer
 80080  keep-alive    b                           every=20s
