# C3a: keepalive_s: a ping every 20 s; no pong within 10 s is a lost flow: REGISTER at once at a, then failover.
server a at tcp:192.0.2.1:5060
line 1 servers=a,b keepalive_s=20 retry_counts=0 jitter_percent=0 quarantine_s=0
start line 1
at 30s server a is silent
show moves,attempts,sends,flows,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=3529540  why=accepted
    40  keep-alive    a                           every=20s
 30000  world         server a is silent
 50040  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 50040  send          REGISTER to a               attempt=2  why=working_candidate
 54040  attempt 2     failed                      why=silence
 54040  send          REGISTER to b               attempt=3  why=next_candidate
 54060  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3583560  why=accepted  cause=silence
 54060  failback      HOME -> AWAY                probe=174060  why=probe_waits
 54060  keep-alive    a                           no longer
 54060  keep-alive    b                           every=20s
