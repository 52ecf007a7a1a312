# B12, with the stack's own resolver (locate_by): the answer is asked anew at the refresh, and the line moves then,
# since its working target is gone from it.
name pbx.example A a,b ttl=60
name pbx.example AAAA has none
line 1 servers=pbx.example expires_s=300 jitter_percent=0 quarantine_s=0 keepalive_s=0 locate_by=stack
start line 1
at 100s name pbx.example A c ttl=60
show moves,attempts,sends,names,world
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       LOCATE pbx.example
    20  located       a,b                         server=pbx.example  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=209040  why=accepted
100000  world         name pbx.example A c ttl=60
209040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
209040  locate        KNOWN -> ASKING             server=pbx.example  until=219040  why=name_asked
209040  resolve       LOCATE pbx.example
209060  located       c                           server=pbx.example  ttl=60
209060  locate        (ASKING)                    server=pbx.example  why=target_gone
209060  locate        ASKING -> KNOWN             server=pbx.example  until=269060  why=name_answered
209060  send          REGISTER to c               attempt=2  why=name_answered
209080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=457580  why=accepted
