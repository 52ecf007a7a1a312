# B13: the outbound proxy is found by B1..B11: SRV of its name, then addresses. The server's own name is asked of nobody.
name _sip._udp.proxy.example SRV 1 1 5060 one.example, 2 1 5060 two.example
name one.example A b
name two.example A c
name pbx.example A a
server b is unreachable
line 1 servers=x=pbx.example,d x.proxies=proxy.example x.proxy1.port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,names
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.proxy.example  query=1
    20  answer        1 1 5060 one.example, 2 1 5060 two.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       A two.example               query=3
    40  answer        b                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to b               attempt=1  why=name_answered
    40  answer        c                           query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to c               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3469580  why=accepted  cause=icmp
