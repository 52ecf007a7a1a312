# B14: that there is TLS turns out when what has none is in use already, and its address is not known: what has none is
# used no more, and the next pass asks anew.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example answers after=11s
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name one.example fails with servfail
name two.example A t
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s name one.example A s
at 30s register line 1
show sends,names,moves,world,reports
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=5
    40  answer        no such name                query=4
    60  answer        t                           query=5  ttl=60
 10000  locate        (ASKING)                    server=pbx.example  why=tls_not_known
 10000  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_waited
 10000  send          REGISTER to t               attempt=1  why=name_answered
 10040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=t  refresh=3558540  why=accepted
 10040  report        line REGISTERED             server=pbx.example  at=t  since=10040  why=accepted
 11020  answer        0 1 5061 one.example        query=2  ttl=60
 11020  locate        (KNOWN)                     server=pbx.example  why=srv_found
 11020  resolve       A one.example               query=6
 11040  answer        servfail                    query=6
 11040  locate        (KNOWN)                     server=pbx.example  why=part_unknown
 11040  locate        (KNOWN)                     server=pbx.example  why=tls_not_reached
 11040  locate        (KNOWN)                     server=pbx.example  why=target_gone
 11040  locate        KNOWN -> NONE               server=pbx.example  why=name_none  cause=unresolved
 20000  world         name one.example A s
 30000  world         register line 1
 30000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 30000  locate        NONE -> ASKING              server=pbx.example  until=40000  why=name_asked
 30000  resolve       NAPTR pbx.example           query=7
 30020  answer        no such name                query=7
 30020  locate        (ASKING)                    server=pbx.example  why=srv_asked
 30020  resolve       SRV _sips._tcp.pbx.example  query=8
 30020  resolve       SRV _sip._tcp.pbx.example   query=9
 30020  resolve       SRV _sip._udp.pbx.example   query=10
 30020  answer        0 1 5061 one.example        query=8  ttl=41
 30020  locate        (ASKING)                    server=pbx.example  why=srv_found
 30020  resolve       A one.example               query=11
 30020  answer        0 1 5060 two.example        query=9  ttl=30
 30020  locate        (ASKING)                    server=pbx.example  why=srv_found
 30020  resolve       A two.example               query=12
 30020  answer        t                           query=12  ttl=30
 30040  answer        no such name                query=10
 30040  answer        s                           query=11  ttl=60
 30040  locate        (ASKING)                    server=pbx.example  why=target_gone
 30040  locate        (ASKING)                    server=pbx.example  why=downgrade_refused
 30040  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
 30040  send          REGISTER to s               attempt=2  why=name_answered
 30100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3578600  why=accepted
 30100  report        request 1 accepted          server=pbx.example
 30100  report        line REGISTERED             server=pbx.example  at=s  since=30100  why=accepted
