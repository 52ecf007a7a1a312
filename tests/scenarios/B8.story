# B8: no SRV at all: addresses of the name itself, with B1's port. Over TLS that is 5061; by DNS-NAPTR UDP and 5060.
server s at tls:192.0.2.1:5061
name pbx.example A 192.0.2.1
line 1 servers=pbx.example port=0 transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,names,moves
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sips._tcp.pbx.example  query=1
    20  line 1  answer        no such name                query=1
    20  line 1  locate        (ASKING)                    server=pbx.example  why=addresses_asked
    20  line 1  resolve       A pbx.example               query=2
    40  line 1  answer        s                           query=2  ttl=60
    40  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    40  line 1  send          REGISTER to s               attempt=1  why=name_answered
   100  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3548600  why=accepted
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1000  line 2  locate        IDLE -> ASKING              server=pbx.example  until=11000  why=name_asked
  1000  line 2  resolve       NAPTR pbx.example           query=1
  1020  line 2  answer        no data                     query=1
  1020  line 2  locate        (ASKING)                    server=pbx.example  why=srv_asked
  1020  line 2  resolve       SRV _sips._tcp.pbx.example  query=2
  1020  line 2  resolve       SRV _sip._tcp.pbx.example   query=3
  1020  line 2  resolve       SRV _sip._udp.pbx.example   query=4
  1040  line 2  answer        no such name                query=2
  1040  line 2  answer        no such name                query=3
  1040  line 2  answer        no such name                query=4
  1040  line 2  locate        (ASKING)                    server=pbx.example  why=addresses_asked
  1040  line 2  resolve       A pbx.example               query=5
  1040  line 2  answer        s                           query=5  ttl=59
  1040  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
  1040  line 2  send          REGISTER to udp:192.0.2.1:5060  attempt=1  why=name_answered
  1540  line 2  resend        REGISTER to udp:192.0.2.1:5060  attempt=1
