# C3a, C4. Field pain 19 (also 20, cases 10, 61): the death of the server was noticed at Expires, an
# hour later. C3a: the connection of a binding is pinged every 30 s; no pong in 10 s, and REGISTER
# goes there at once, then on to the next. Without keep-alive (line 2) it is not before the refresh
# (C4).
server a at tls:192.0.2.1
line 1 servers=a,b jitter_percent=0 quarantine_s=0
line 2 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 40s server a is silent
show moves,sends,flows,answers,world
until 100s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
    40  line 1  answer        connected                   attempt=1
    40  line 2  answer        connected                   attempt=1
    60  line 1  answer        200                         attempt=1  expires=3600
    60  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3519060  why=accepted
    60  line 1  keep-alive    a                           every=30s
    60  line 2  answer        200                         attempt=1  expires=3600
    60  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3519060  why=accepted
 40000          world         server a is silent
 70060  line 1  flow          lost to a                   cause=silence
 70060  line 1  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 70060  line 1  send          REGISTER to a               attempt=2  why=working_candidate
 77560  line 1  send          REGISTER to b               attempt=3  why=next_candidate
 77580  line 1  answer        200                         attempt=3  expires=3600
 77580  line 1  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3596580  why=accepted  cause=silence
 77580  line 1  failback      HOME -> AWAY                probe=197580  why=probe_waits
 77580  line 1  keep-alive    a                           no longer
 77580  line 1  keep-alive    b                           every=30s
