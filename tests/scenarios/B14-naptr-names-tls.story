# B14: NAPTR names TLS and its SRV record is not known: there is TLS, so that nothing less is used.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name pbx.example NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp.pbx.example, 10 20 "s" "SIP+D2T" "" _sip._tcp.pbx.example
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example SRV fails with servfail
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name two.example A t
line 1 servers=x=pbx.example,d x.port=0 x.transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 5s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        10 10 "s" SIPS+D2T _sips._tcp.pbx.example, 10 20 "s" SIP+D2T _sip._tcp.pbx.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    40  answer        servfail                    query=2
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=4
    60  answer        t                           query=4  ttl=60
    60  locate        (ASKING)                    server=pbx.example  why=tls_not_reached
    60  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
    60  send          REGISTER to d               attempt=1  why=name_answered
    80  registration  REGISTERING -> REGISTERED   server=d  refresh=3509080  why=accepted  cause=unresolved
    80  failback      HOME -> AWAY                probe=120080  why=probe_waits
