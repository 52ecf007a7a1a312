# B6, A6. Case 04: no NAPTR; the TCP SRV's only target answers 503, the only other record is an UDP SRV: the second try
# goes over UDP.
server t at tcp:192.0.2.1
server t answers REGISTER 503
name _sip._tcp.pbx.example SRV 0 1 5060 fast.example
name _sip._udp.pbx.example SRV 1 0 5060 slow.example
name fast.example A t
name slow.example A b
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,names
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        no such name                query=2
    40  answer        0 1 5060 fast.example       query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A fast.example              query=5
    40  answer        1 0 5060 slow.example       query=4  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A slow.example              query=6
    60  answer        t                           query=5  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  send          REGISTER to t               attempt=1  why=name_answered
    60  answer        b                           query=6  ttl=60
    60  locate        (KNOWN)                     server=pbx.example  until=60040  why=name_answered
   100  attempt 1     failed                      why=failover_status  status=503
   100  send          REGISTER to b               attempt=2  why=next_candidate
   120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509120  why=accepted  status=503
