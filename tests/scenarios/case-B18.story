# C4. Case 18: the registrar grants 20 s where 120 were asked. C4: the refresh is inside the grant,
# after half of it, since 20 s are too short for a whole failed pass to end before the binding does.
server a answers REGISTER 200 expires=20
line 1 servers=a,b expires_s=120 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,answers,bindings
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
    20  answer        200                         attempt=1  expires=20
    20  binding       ABSENT -> HELD              server=a  expires=20020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=10020  why=accepted
 10020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 10040  answer        200                         attempt=2  expires=20
 10040  registration  REGISTERING -> REGISTERED   server=a  refresh=20040  why=accepted
 20040  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 20060  answer        200                         attempt=3  expires=20
 20060  registration  REGISTERING -> REGISTERED   server=a  refresh=30060  why=accepted
