# B8a: a name that DNS says nothing of (SERVFAIL, REFUSED, malformed, timeout) cannot be resolved: that server
# fails at once, and the pass goes on.
name one.example fails with servfail
name two.example fails with refused
name three.example fails with malformed
name four.example fails with timeout
line 1 servers=one.example,two.example,three.example,a address_family=ipv4 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
line 2 servers=four.example,a address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show moves,attempts,sends,names
until 12s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  line 1  resolve       A one.example               query=1
     0  line 1  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  line 1  resolve       A two.example               query=2
     0  line 1  locate        IDLE -> ASKING              server=three.example  until=10000  why=name_asked
     0  line 1  resolve       A three.example             query=3
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  locate        IDLE -> ASKING              server=four.example  until=10000  why=name_asked
     0  line 2  resolve       A four.example              query=1
    20  line 1  answer        servfail                    query=1
    20  line 1  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
    20  line 1  answer        refused                     query=2
    20  line 1  locate        ASKING -> NONE              server=two.example  why=name_unknown  cause=unresolved
    20  line 1  answer        malformed                   query=3
    20  line 1  locate        ASKING -> NONE              server=three.example  why=name_unknown  cause=unresolved
    20  line 1  send          REGISTER to a               attempt=1  why=name_answered
    40  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3430040  why=accepted  cause=unresolved
    40  line 1  failback      HOME -> AWAY                probe=120040  why=probe_waits
  9000  line 2  answer        timeout                     query=1
  9000  line 2  locate        ASKING -> NONE              server=four.example  why=name_unknown  cause=unresolved
  9000  line 2  send          REGISTER to a               attempt=1  why=name_answered
  9020  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3518020  why=accepted  cause=unresolved
  9020  line 2  failback      HOME -> AWAY                probe=129020  why=probe_waits
