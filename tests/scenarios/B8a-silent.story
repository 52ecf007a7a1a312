# B8a: a resolution has 10 s: a resolver that says nothing makes it "cannot be resolved" by then. With IPv6 silent
# alone, the pass waits 50 ms for it behind the IPv4 answer.
name one.example is silent
name two.example A a ttl=60
name two.example AAAA is silent
line 1 servers=one.example,b jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=two.example,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show moves,attempts,sends,names,decisions
until 12s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  line 1  resolve       A one.example               query=1
     0  line 1  resolve       AAAA one.example            query=2
     0  line 1  pass          IDLE -> LOCATING            for=register  why=waits_for_name
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  line 2  resolve       A two.example               query=1
     0  line 2  resolve       AAAA two.example            query=2
     0  line 2  pass          IDLE -> LOCATING            for=register  why=waits_for_name
    20  line 2  answer        a                           query=1  ttl=60
    20  line 2  locate        (ASKING)                    server=two.example  until=70  why=name_answered
    70  line 2  locate        ASKING -> KNOWN             server=two.example  until=60020  why=name_waited
    70  line 2  send          REGISTER to a               attempt=1  why=name_answered
    90  line 2  attempt 1     accepted                    why=accepted  status=200
    90  line 2  registration  REGISTERING -> REGISTERED   server=two.example  at=a  refresh=3509090  why=accepted
 10000  line 1  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
 10000  line 1  pass          (LOCATING)                  for=register  why=name_unknown  cause=unresolved
 10000  line 1  send          REGISTER to b               attempt=1  why=name_answered
 10020  line 1  attempt 1     accepted                    why=accepted  status=200
 10020  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3519020  why=accepted  cause=unresolved
 10020  line 1  failback      HOME -> AWAY                probe=130020  why=probe_waits
 10020  line 1  line          REGISTERING -> ON_BACKUP    server=b  why=name_unknown  cause=unresolved
