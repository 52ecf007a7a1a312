# B6, B8a: NAPTR that is not known (SERVFAIL) is no missing NAPTR: nothing else is asked of the name, the server fails
# at once, and the pass goes on to b.
name pbx.example NAPTR fails with servfail
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name one.example A a
line 1 servers=pbx.example,b pbx.example.port=0 pbx.example.transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        servfail                    query=1
    20  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
    20  send          REGISTER to b               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3509040  why=accepted  cause=unresolved
    40  failback      HOME -> AWAY                probe=120040  why=probe_waits
