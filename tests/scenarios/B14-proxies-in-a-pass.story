# B14, B13: TLS of proxy 2 goes away in a pass: proxy 1, refused for it, is asked again in the same pass.
server s at tls:192.0.2.2:5061
server t at tcp:192.0.2.3:5060
name p1.example NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp.p1.example ttl=3000
name _sip._tcp.p1.example SRV 1 1 5060 t.example ttl=3000
name t.example A t ttl=3000
name _sips._tcp.p2.example SRV 1 1 5061 s.example ttl=60
name s.example A s ttl=60
line 1 servers=x=192.0.2.9 x.proxies=p1.example,p2.example x.proxy1.port=0 x.proxy1.transport=naptr x.proxy2.port=0 x.proxy2.transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name _sips._tcp.p2.example does not exist
at 91s name p2.example has none
at 100s register line 1
show sends,names,world,moves,reports
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=192.0.2.9  until=10000  why=name_asked
     0  resolve       NAPTR p1.example            query=1
     0  locate        IDLE -> ASKING              server=192.0.2.9  until=10000  why=name_asked
     0  resolve       SRV _sips._tcp.p2.example   query=2
     0  report        line REGISTERING            since=0  why=started
    20  answer        10 10 "s" SIP+D2T _sip._tcp.p1.example  query=1  ttl=3000
    20  locate        (ASKING)                    server=192.0.2.9  why=naptr_found
    20  resolve       SRV _sip._tcp.p1.example    query=3
    20  answer        1 1 5061 s.example          query=2  ttl=60
    20  locate        (ASKING)                    server=192.0.2.9  why=srv_found
    20  resolve       A s.example                 query=4
    40  answer        1 1 5060 t.example          query=3  ttl=3000
    40  locate        (ASKING)                    server=192.0.2.9  why=srv_found
    40  resolve       A t.example                 query=5
    40  answer        s                           query=4  ttl=60
    40  locate        ASKING -> KNOWN             server=192.0.2.9  until=60020  why=name_answered
    60  answer        t                           query=5  ttl=3000
    60  locate        (ASKING)                    server=192.0.2.9  why=downgrade_refused
    60  locate        ASKING -> KNOWN             server=192.0.2.9  until=3000020  why=name_answered
    60  send          REGISTER to s               attempt=1  why=name_answered
   120  registration  REGISTERING -> REGISTERED   server=192.0.2.9  at=s  refresh=3509120  why=accepted
   120  proxy_failback  HOME -> AWAY                server=192.0.2.9  probe=3600120  why=proxy_probe_waits
   120  report        line REGISTERED             server=192.0.2.9  at=s  since=120  why=accepted
 90000  world         name _sips._tcp.p2.example does not exist
 91000  world         name p2.example has none
100000  world         register line 1
100000  registration  REGISTERED -> REGISTERING   server=192.0.2.9  why=user_wish
100000  locate        KNOWN -> ASKING             server=192.0.2.9  until=110000  why=name_asked
100000  resolve       SRV _sips._tcp.p2.example   query=6
100020  answer        no such name                query=6
100020  locate        (ASKING)                    server=192.0.2.9  why=addresses_asked
100020  resolve       A p2.example                query=7
100040  answer        no data                     query=7
100040  locate        (ASKING)                    server=192.0.2.9  why=target_gone
100040  locate        ASKING -> NONE              server=192.0.2.9  why=name_none  cause=unresolved
100040  locate        KNOWN -> ASKING             server=192.0.2.9  until=110040  why=name_asked
100040  resolve       NAPTR p1.example            query=8
100040  answer        10 10 "s" SIP+D2T _sip._tcp.p1.example  query=8  ttl=2899
100040  locate        (ASKING)                    server=192.0.2.9  why=naptr_found
100040  resolve       SRV _sip._tcp.p1.example    query=9
100040  answer        1 1 5060 t.example          query=9  ttl=2900
100040  locate        (ASKING)                    server=192.0.2.9  why=srv_found
100040  resolve       A t.example                 query=10
100040  answer        t                           query=10  ttl=2900
100040  locate        ASKING -> KNOWN             server=192.0.2.9  until=2999040  why=name_answered
100040  send          REGISTER to t               attempt=2  why=name_answered
100080  registration  REGISTERING -> REGISTERED   server=192.0.2.9  at=t  refresh=3609080  why=accepted  cause=unresolved
100080  proxy_failback  AWAY -> HOME                server=192.0.2.9  why=proxy_probe_not_needed
100080  report        request 1 accepted          server=192.0.2.9
100080  report        line REGISTERED             server=192.0.2.9  at=t  since=100080  why=name_unknown  cause=unresolved
