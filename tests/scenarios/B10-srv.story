# B10: one target by two ways is kept once, at its first place: a, b, c, each tried once. The other port of a is another
# target.
server z at udp:192.0.2.1:5070
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example, 3 1 5070 one.example
name one.example A a,b
name two.example A b,a,c
server a is unreachable
server b is unreachable
server c is unreachable
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 one.example, 2 1 5060 two.example, 3 1 5070 one.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       A two.example               query=3
    20  resolve       A one.example               query=4
    40  answer        z,b                         query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    40  answer        b,z,c                       query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        z,b                         query=4  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to b               attempt=2  why=next_candidate
    80  attempt 2     failed                      why=icmp_unreachable
    80  send          REGISTER to c               attempt=3  why=next_candidate
   100  attempt 3     failed                      why=icmp_unreachable
   100  send          REGISTER to z               attempt=4  why=next_candidate
   120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=z  refresh=3390620  why=accepted  cause=icmp
