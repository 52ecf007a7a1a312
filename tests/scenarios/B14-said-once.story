# B14, F3: a late answer of many targets says once what it does not use.
server s at tls:192.0.2.1:5061
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sip._tcp.pbx.example SRV 0 1 5060 192.0.2.11, 0 1 5060 192.0.2.12, 0 1 5060 192.0.2.13, 0 1 5060 192.0.2.14, 0 1 5060 192.0.2.15, 0 1 5060 192.0.2.16, 0 1 5060 192.0.2.17, 0 1 5060 192.0.2.18, 0 1 5060 192.0.2.19, 0 1 5060 192.0.2.20, 0 1 5060 192.0.2.21, 0 1 5060 192.0.2.22
name _sip._tcp.pbx.example SRV answers after=1s
name one.example A s
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names
until 2s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5061 one.example        query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=5
    40  answer        no such name                query=4
    60  answer        s                           query=5  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  send          REGISTER to s               attempt=1  why=name_answered
  1020  answer        0 1 5060 192.0.2.11, 0 1 5060 192.0.2.12, 0 1 5060 192.0.2.13, 0 1 5060 192.0.2.14, 0 1 5060 192.0.2.15, 0 1 5060 192.0.2.16, 0 1 5060 192.0.2.17, 0 1 5060 192.0.2.18, 0 1 5060 192.0.2.19, 0 1 5060 192.0.2.20, 0 1 5060 192.0.2.21, 0 1 5060 192.0.2.22  query=3  ttl=60
  1020  locate        (KNOWN)                     server=pbx.example  why=srv_found
  1020  locate        (KNOWN)                     server=pbx.example  why=downgrade_refused
  1020  locate        (KNOWN)                     server=pbx.example  until=60040  why=name_answered
