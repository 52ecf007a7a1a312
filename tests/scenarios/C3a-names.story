# C3a: a lost flow: REGISTER at once at the working target, not at the first; then the others, from the first on.
server a at tcp:192.0.2.1:5060
server b at tcp:192.0.2.2:5060
name pbx.example A a,b ttl=3600
server a fails with refused
line 1 servers=pbx.example transport=tcp address_family=ipv4 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a is back
at 20s server b fails with refused
at 20s connection to b breaks line 1
show moves,attempts,sends,flows
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=connection_refused
    40  send          REGISTER to b               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509080  why=accepted  cause=refused
    80  keep-alive    b                           every=30s
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=flow_lost
 20000  send          REGISTER to b               attempt=3  why=working_candidate
 20020  attempt 3     failed                      why=connection_refused
 20020  send          REGISTER to a               attempt=4  why=next_candidate
 20060  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3529060  why=accepted  cause=refused
 20060  keep-alive    b                           no longer
 20060  keep-alive    a                           every=30s
