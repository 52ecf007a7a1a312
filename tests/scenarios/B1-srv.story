# B1: an SRV target that is a numeric address is used as it is, without a query: a at once, b behind it.
name _sip._udp.pbx.example SRV 0 1 5060 192.0.2.1, 1 1 5060 192.0.2.2
server a is unreachable
server b answers REGISTER 200
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        0 1 5060 192.0.2.1, 1 1 5060 192.0.2.2  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
