# B14, B8a: a TLS target is named late and its address later still: it has the 10 s of the resolution, not what is
# left of the 3 s for what stands in front.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example answers after=3s
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name one.example answers after=1s
name two.example A t
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves,reports
until 80s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=5
    40  answer        no such name                query=4
    60  answer        t                           query=5  ttl=60
  3020  answer        0 1 5061 one.example        query=2  ttl=60
  3020  locate        (ASKING)                    server=pbx.example  why=srv_found
  3020  resolve       A one.example               query=6
  4020  answer        s                           query=6  ttl=60
  4020  locate        (ASKING)                    server=pbx.example  why=downgrade_refused
  4020  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
  4020  send          REGISTER to s               attempt=1  why=name_answered
  4080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3552580  why=accepted
  4080  report        line REGISTERED             server=pbx.example  at=s  since=4080  why=accepted
