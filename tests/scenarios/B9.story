# B9: each address of A and AAAA is a target, IPv6 first, the families in turn, so that a dead family costs one
# attempt.
server s at udp:[2001:db8::1]:5060
server t at udp:[2001:db8::2]:5060
server u at udp:[2001:db8::3]:5060
server s is unreachable
server a is unreachable
server t is unreachable
server b is unreachable
name pbx.example AAAA s,t,u ttl=60
name pbx.example A a,b ttl=60
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,names
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  resolve       AAAA pbx.example            query=2
    20  answer        a,b                         query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  until=70  why=name_answered
    20  answer        s,t,u                       query=2  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to s               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to a               attempt=2  why=next_candidate
    60  attempt 2     failed                      why=icmp_unreachable
    60  send          REGISTER to t               attempt=3  why=next_candidate
    80  attempt 3     failed                      why=icmp_unreachable
    80  send          REGISTER to b               attempt=4  why=next_candidate
   100  attempt 4     failed                      why=icmp_unreachable
   100  send          REGISTER to u               attempt=5  why=next_candidate
   120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=u  refresh=3390620  why=accepted  cause=icmp
