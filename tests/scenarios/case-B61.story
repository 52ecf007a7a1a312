# C3a, RFC 5626 4.4.1. Case 61: no pong within 10 s of a ping: the flow has failed: a new connection to the same server,
# and a REGISTER there. The server had stopped to answer anything for 25 s, and lives again by then.
server t at tcp:192.0.2.1
line 1 servers=t,b keepalive_s=30 jitter_percent=0 quarantine_s=0
start line 1
at 40s server t accepts and says nothing
at 65s server t is back
show moves,attempts,sends,answers,flows,world
until 100s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to t               attempt=1  why=first_candidate
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=3600
    40  registration  REGISTERING -> REGISTERED   server=t  refresh=3519040  why=accepted
    40  keep-alive    t                           every=30s
 40000  world         server t accepts and says nothing
 65000  world         server t is back
 70040  flow          lost to t                   cause=silence
 70040  registration  REGISTERED -> REGISTERING   server=t  why=flow_lost
 70040  send          REGISTER to t               attempt=2  why=working_candidate
 70060  answer        connected                   attempt=2
 70080  answer        200                         attempt=2  expires=3600
 70080  registration  REGISTERING -> REGISTERED   server=t  refresh=3589080  why=accepted
