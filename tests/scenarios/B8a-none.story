# B8a: NXDOMAIN, and no data: there is none, also in place of a kept answer: at its refresh the line has no target
# there any more and goes to b.
name one.example does not exist
name two.example has none
name three.example A a ttl=60
line 1 servers=one.example,two.example,three.example,b expires_s=400 address_family=ipv4
line 1 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s name three.example does not exist
show moves,attempts,sends,names,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
     0  locate        IDLE -> ASKING              server=three.example  until=10000  why=name_asked
     0  resolve       A three.example             query=3
    20  answer        no such name                query=1
    20  locate        ASKING -> NONE              server=one.example  why=name_none  cause=unresolved
    20  answer        no data                     query=2
    20  locate        ASKING -> NONE              server=two.example  why=name_none  cause=unresolved
    20  answer        a                           query=3  ttl=60
    20  locate        ASKING -> KNOWN             server=three.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=three.example  at=a  refresh=230040  why=accepted  cause=unresolved
 30000  world         name three.example does not exist
230040  registration  REGISTERED -> REGISTERING   server=three.example  why=refresh_due
230040  locate        NONE -> ASKING              server=one.example  until=240040  why=name_asked
230040  resolve       A one.example               query=4
230040  locate        NONE -> ASKING              server=two.example  until=240040  why=name_asked
230040  resolve       A two.example               query=5
230040  locate        KNOWN -> ASKING             server=three.example  until=240040  why=name_asked
230040  resolve       A three.example             query=6
230060  answer        no such name                query=4
230060  locate        ASKING -> NONE              server=one.example  why=name_none  cause=unresolved
230060  answer        no data                     query=5
230060  locate        ASKING -> NONE              server=two.example  why=name_none  cause=unresolved
230060  answer        no such name                query=6
230060  locate        (ASKING)                    server=three.example  why=target_gone
230060  locate        ASKING -> NONE              server=three.example  why=name_none  cause=unresolved
230060  send          REGISTER to b               attempt=2  why=name_answered
230080  registration  REGISTERING -> REGISTERED   server=b  from=three.example  refresh=460080  why=accepted  cause=unresolved
