# B8: an SRV set of "." alone: the service is not there. No address of the name is asked for; the server fails, b serves.
name _sip._udp.pbx.example SRV 0 0 0 .
name pbx.example A a
line 1 servers=pbx.example,b pbx.example.port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves,reports
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        0 0 0 .                     query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=service_absent
    20  locate        ASKING -> NONE              server=pbx.example  why=no_service  cause=unresolved
    20  send          REGISTER to b               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3509040  why=accepted  cause=unresolved
    40  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  report        line ON_BACKUP              server=b  since=40  why=no_service  cause=unresolved
