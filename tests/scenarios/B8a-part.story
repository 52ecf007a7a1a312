# B8a: a part that is not known beside parts that gave targets only misses: of three SRV targets the second fails by
# SERVFAIL, and the third has no address.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example, 3 1 5060 three.example, 4 1 5060 four.example
name one.example A a
name two.example fails with servfail
name three.example has none
name four.example A d
server a is unreachable
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 one.example, 2 1 5060 two.example, 3 1 5060 three.example, 4 1 5060 four.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       A two.example               query=3
    20  resolve       A three.example             query=4
    20  resolve       A four.example              query=5
    40  answer        a                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    40  answer        servfail                    query=3
    40  locate        (KNOWN)                     server=pbx.example  why=part_unknown
    40  answer        no data                     query=4
    40  locate        (KNOWN)                     server=pbx.example  why=part_none
    40  answer        d                           query=5  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to d               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=d  refresh=3509080  why=accepted  cause=icmp
