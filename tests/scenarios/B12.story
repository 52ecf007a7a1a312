# B12: a new answer tears nothing down: the binding at a, which is gone from it, stands, and the line moves at its
# next refresh.
name pbx.example A a,b ttl=60
line 1 servers=pbx.example address_family=ipv4 expires_s=300 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 failback_servers=never
start line 1
at 100s name pbx.example A c,b ttl=60
show moves,attempts,sends,names,world,bindings
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a,b                         query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  binding       ABSENT -> HELD              server=pbx.example  expires=300040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=209040  why=accepted
100000  world         name pbx.example A c,b ttl=60
209040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
209040  locate        KNOWN -> ASKING             server=pbx.example  until=219040  why=name_asked
209040  resolve       A pbx.example               query=2
209060  answer        c,b                         query=2  ttl=60
209060  locate        (ASKING)                    server=pbx.example  why=target_gone
209060  locate        ASKING -> KNOWN             server=pbx.example  until=269060  why=name_answered
209060  send          REGISTER to c               attempt=2  why=name_answered
209080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=418080  why=accepted
