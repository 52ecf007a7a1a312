# C3a: a half-open connection is found by the next ping: it is reset, and the line registers again at the same server.
server t at tcp:192.0.2.1
line 1 servers=t,b keepalive_s=30 jitter_percent=0 quarantine_s=0
start line 1
at 40s server t restarts
show moves,attempts,sends,answers,flows,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to t               attempt=1  why=first_candidate
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=3600
    40  registration  REGISTERING -> REGISTERED   server=t  refresh=3519040  why=accepted
    40  keep-alive    t                           every=30s
 40000  world         server t restarts
 60060  flow          lost to t                   cause=closed
 60060  registration  REGISTERED -> REGISTERING   server=t  why=flow_lost
 60060  send          REGISTER to t               attempt=2  why=working_candidate
 60080  answer        connected                   attempt=2
 60100  answer        200                         attempt=2  expires=3600
 60100  registration  REGISTERING -> REGISTERED   server=t  refresh=3579100  why=accepted
