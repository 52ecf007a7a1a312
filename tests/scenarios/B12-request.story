# B12, A13: a new answer tears nothing down: requests go on to the working target, which is gone from the answer,
# until the line has moved at its next refresh.
name pbx.example A a,b ttl=60
line 1 servers=pbx.example address_family=ipv4 expires_s=300 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s name pbx.example A c,b ttl=60
at 120s request line 1
at 130s request line 1
at 300s request line 1
show moves,attempts,sends,names,world
until 301s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a,b                         query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=209040  why=accepted
100000  world         name pbx.example A c,b ttl=60
120000  world         request line 1
120000  locate        KNOWN -> ASKING             server=pbx.example  until=130000  why=name_asked
120000  resolve       A pbx.example               query=2
120000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
120020  answer        c,b                         query=2  ttl=60
120020  locate        (ASKING)                    server=pbx.example  why=target_gone
120020  locate        ASKING -> KNOWN             server=pbx.example  until=180020  why=name_answered
130000  world         request line 1
130000  send          OTHER to a                  attempt=3  for=request  why=request_wanted
209040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
209040  locate        KNOWN -> ASKING             server=pbx.example  until=219040  why=name_asked
209040  resolve       A pbx.example               query=3
209060  answer        c,b                         query=3  ttl=60
209060  locate        ASKING -> KNOWN             server=pbx.example  until=269060  why=name_answered
209060  send          REGISTER to c               attempt=4  why=name_answered
209080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=418080  why=accepted
300000  world         request line 1
300000  locate        KNOWN -> ASKING             server=pbx.example  until=310000  why=name_asked
300000  resolve       A pbx.example               query=4
300000  send          OTHER to c                  attempt=5  for=request  why=request_wanted
300020  answer        c,b                         query=4  ttl=60
300020  locate        ASKING -> KNOWN             server=pbx.example  until=360020  why=name_answered
