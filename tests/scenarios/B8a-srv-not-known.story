# B8a: SRV that is not known: SERVFAIL, REFUSED and a malformed answer fail the server at once, never on to its
# addresses; the pass goes on at e. A timeout does so after 9 s (three tries of 3 s).
name one.example A a
name _sip._udp.one.example SRV fails with servfail
name two.example A b
name _sip._udp.two.example SRV fails with refused
name three.example A c
name _sip._udp.three.example SRV fails with malformed
name four.example A d
name _sip._udp.four.example SRV fails with timeout
line 1 servers=one.example,two.example,three.example,e one.example.port=0 two.example.port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 three.example.port=0
line 2 servers=four.example,e four.example.port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show sends,names,moves
until 20s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.one.example   query=1
     0  line 1  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.two.example   query=2
     0  line 1  locate        IDLE -> ASKING              server=three.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.three.example  query=3
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  locate        IDLE -> ASKING              server=four.example  until=10000  why=name_asked
     0  line 2  resolve       SRV _sip._udp.four.example  query=1
    20  line 1  answer        servfail                    query=1
    20  line 1  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
    20  line 1  answer        refused                     query=2
    20  line 1  locate        ASKING -> NONE              server=two.example  why=name_unknown  cause=unresolved
    20  line 1  answer        malformed                   query=3
    20  line 1  locate        ASKING -> NONE              server=three.example  why=name_unknown  cause=unresolved
    20  line 1  send          REGISTER to e               attempt=1  why=name_answered
    40  line 1  registration  REGISTERING -> REGISTERED   server=e  refresh=3430040  why=accepted  cause=unresolved
    40  line 1  failback      HOME -> AWAY                probe=120040  why=probe_waits
  9000  line 2  answer        timeout                     query=1
  9000  line 2  locate        ASKING -> NONE              server=four.example  why=name_unknown  cause=unresolved
  9000  line 2  send          REGISTER to e               attempt=1  why=name_answered
  9020  line 2  registration  REGISTERING -> REGISTERED   server=e  refresh=3518020  why=accepted  cause=unresolved
  9020  line 2  failback      HOME -> AWAY                probe=129020  why=probe_waits
