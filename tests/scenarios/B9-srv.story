# B9: each SRV target gives its addresses, IPv6 first, the families in turn within one target: x, a, y for one.example,
# then b for two.example.
server x at udp:[2001:db8::1]:5060
server y at udp:[2001:db8::2]:5060
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example
name one.example A a
name one.example AAAA x,y
name two.example A b
server x is unreachable
server y is unreachable
server a is unreachable
line 1 servers=pbx.example port=0 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 one.example, 2 1 5060 two.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       AAAA one.example            query=3
    20  resolve       A two.example               query=4
    20  resolve       AAAA two.example            query=5
    40  answer        a                           query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  until=90  why=name_answered
    40  answer        x,y                         query=3  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to x               attempt=1  why=name_answered
    40  answer        b                           query=4  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        no data                     query=5
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to a               attempt=2  why=next_candidate
    80  attempt 2     failed                      why=icmp_unreachable
    80  send          REGISTER to y               attempt=3  why=next_candidate
   100  attempt 3     failed                      why=icmp_unreachable
   100  send          REGISTER to b               attempt=4  why=next_candidate
   120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3430120  why=accepted  cause=icmp
