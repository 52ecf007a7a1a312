# C3a, C2: concurrent: the lost flow concerns the server whose binding stands on it, and no other. Local address
# changed: all of them register.
server b at tcp:192.0.2.2:5060
line 1 servers=a,b mode=concurrent keepalive_s=20 jitter_percent=0 quarantine_s=0
start line 1
at 10s connection to b breaks line 1
at 30s network back line 1 address=changed
show moves,sends,flows,world
until 40s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3558520  why=accepted
    20  working       on a                        why=working_changed
    20  keep-alive    a                           every=20s
    40  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558540  why=accepted
    40  keep-alive    b                           every=20s
 10000  world         connection to b breaks line 1
 10000  registration  REGISTERED -> REGISTERING   of=b  server=b  why=flow_lost
 10000  send          REGISTER to b               attempt=3  why=working_candidate
 10040  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3568540  why=accepted
 30000  world         network back line 1 address=changed
 30000  registration  REGISTERED -> REGISTERING   of=a  server=a  why=address_changed
 30000  send          REGISTER to a               attempt=4  why=working_candidate
 30000  registration  REGISTERED -> REGISTERING   of=b  server=b  why=address_changed
 30000  send          REGISTER to b               attempt=5  why=working_candidate
 30020  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3588520  why=accepted
 30040  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3588540  why=accepted
