# B6: naptr_build 0 asks for SRV over UDP alone, 1 for TLS and TCP. The same name, twice: c over UDP, t over TCP.
server t at tcp:192.0.2.2:5060
name _sip._udp.pbx.example SRV 0 1 5060 three.example
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name two.example A t
name three.example A c
line 1 servers=pbx.example port=0 transport=naptr naptr_build=udp address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 transport=naptr naptr_build=tls_tcp address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,names,moves
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       NAPTR pbx.example           query=1
    20  line 1  answer        no such name                query=1
    20  line 1  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  line 1  resolve       SRV _sip._udp.pbx.example   query=2
    40  line 1  answer        0 1 5060 three.example      query=2  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  line 1  resolve       A three.example             query=3
    60  line 1  answer        c                           query=3  ttl=60
    60  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  line 1  send          REGISTER to c               attempt=1  why=name_answered
    80  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3548580  why=accepted
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1000  line 2  locate        IDLE -> ASKING              server=pbx.example  until=11000  why=name_asked
  1000  line 2  resolve       NAPTR pbx.example           query=1
  1020  line 2  answer        no such name                query=1
  1020  line 2  locate        (ASKING)                    server=pbx.example  why=srv_asked
  1020  line 2  resolve       SRV _sips._tcp.pbx.example  query=2
  1020  line 2  resolve       SRV _sip._tcp.pbx.example   query=3
  1040  line 2  answer        no such name                query=2
  1040  line 2  answer        0 1 5060 two.example        query=3  ttl=60
  1040  line 2  locate        (ASKING)                    server=pbx.example  why=srv_found
  1040  line 2  resolve       A two.example               query=4
  1060  line 2  answer        t                           query=4  ttl=60
  1060  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=61040  why=name_answered
  1060  line 2  send          REGISTER to t               attempt=1  why=name_answered
  1100  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=t  refresh=3549600  why=accepted
