# B4, B3. Field pain 43: an address record of the domain kept SRV from being asked, the port of SRV was lost, _sips was
# not known. The domain is a web server, w; SIP is at port 5077 over TLS.
server s at tls:192.0.2.1:5077
server w at tls:192.0.2.80:5061
name pbx.example A w
name _sips._tcp.pbx.example SRV 0 1 5077 sip.example
name sip.example A s
line 1 servers=pbx.example port=0 transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show moves,sends,names
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sips._tcp.pbx.example  query=1
    20  line 1  answer        0 1 5077 sip.example        query=1  ttl=60
    20  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  line 1  resolve       A sip.example               query=2
    40  line 1  answer        s                           query=2  ttl=60
    40  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
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
  1020  line 2  answer        0 1 5077 sip.example        query=2  ttl=59
  1020  line 2  locate        (ASKING)                    server=pbx.example  why=srv_found
  1020  line 2  resolve       A sip.example               query=5
  1020  line 2  answer        s                           query=5  ttl=59
  1020  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
  1020  line 2  send          REGISTER to s               attempt=1  why=name_answered
  1040  line 2  answer        no such name                query=3
  1040  line 2  answer        no such name                query=4
  1040  line 2  locate        (KNOWN)                     server=pbx.example  why=part_none
  1080  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3549580  why=accepted
