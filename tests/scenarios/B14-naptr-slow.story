# B14, B8a: NAPTR names TLS and its SRV record does not come in the 10 s of a resolution: there is TLS, so that nothing
# less is used, though TCP is known. The next server is taken; when the record has come, TLS is.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name pbx.example NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp.pbx.example, 10 20 "s" "SIP+D2T" "" _sip._tcp.pbx.example
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example SRV answers after=20s
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name two.example A t
line 1 servers=x=pbx.example,d x.port=0 x.transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s name _sips._tcp.pbx.example SRV answers after=20ms
at 40s register line 1
show sends,attempts,names,moves
until 42s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        10 10 "s" SIPS+D2T _sips._tcp.pbx.example, 10 20 "s" SIP+D2T _sip._tcp.pbx.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=4
    60  answer        t                           query=4  ttl=60
 10000  locate        (ASKING)                    server=pbx.example  why=tls_not_reached
 10000  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
 10000  send          REGISTER to d               attempt=1  why=name_answered
 10020  registration  REGISTERING -> REGISTERED   server=d  refresh=3519020  why=accepted  cause=unresolved
 10020  failback      HOME -> AWAY                probe=130020  why=probe_waits
 20020  answer        0 1 5061 one.example        query=2  ttl=60
 40000  registration  REGISTERED -> REGISTERING   server=d  why=user_wish
 40000  locate        NONE -> ASKING              server=pbx.example  until=50000  why=name_asked
 40000  resolve       NAPTR pbx.example           query=5
 40000  answer        10 10 "s" SIPS+D2T _sips._tcp.pbx.example, 10 20 "s" SIP+D2T _sip._tcp.pbx.example  query=5  ttl=20
 40000  locate        (ASKING)                    server=pbx.example  why=naptr_found
 40000  resolve       SRV _sips._tcp.pbx.example  query=6
 40000  resolve       SRV _sip._tcp.pbx.example   query=7
 40000  answer        0 1 5061 one.example        query=6  ttl=40
 40000  locate        (ASKING)                    server=pbx.example  why=srv_found
 40000  resolve       A one.example               query=8
 40000  answer        0 1 5060 two.example        query=7  ttl=20
 40000  locate        (ASKING)                    server=pbx.example  why=srv_found
 40000  resolve       A two.example               query=9
 40000  answer        t                           query=9  ttl=20
 40020  answer        s                           query=8  ttl=60
 40020  locate        (ASKING)                    server=pbx.example  why=downgrade_refused
 40020  locate        ASKING -> KNOWN             server=pbx.example  until=60000  why=name_answered
 40020  send          REGISTER to s               attempt=2  why=name_answered
 40080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  from=d  refresh=3549080  why=accepted
 40080  failback      AWAY -> HOME                why=probe_not_needed
