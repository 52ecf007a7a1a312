# B8, B6: "." for TLS and TCP: those are not there; UDP is.
name _sips._tcp.pbx.example SRV 0 0 0 .
name _sip._tcp.pbx.example SRV 0 0 0 .
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name one.example A a
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
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
    40  answer        0 0 0 .                     query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=service_absent
    40  answer        0 0 0 .                     query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=service_absent
    40  answer        0 1 5060 one.example        query=4  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=5
    60  answer        a                           query=5  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  send          REGISTER to a               attempt=1  why=name_answered
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548580  why=accepted
