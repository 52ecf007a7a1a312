# B5: a NAPTR record whose SRV is missing is passed over: UDP, behind it in the same order, is used. The other name has
# no more of its lowest order: SRV of the name itself (B6), not the record of the higher order.
name pbx.example NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.none.example, 50 90 "s" "SIP+D2U" "" _sip._udp.pbx.example
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name one.example A a
name odd.example NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.none.example, 90 50 "s" "SIP+D2U" "" _sip._udp.higher.example
name _sip._udp.higher.example SRV 0 1 5060 wrong.example
name wrong.example A c
name _sip._udp.odd.example SRV 0 1 5060 two.example
name two.example A b
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=odd.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,names,moves
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       NAPTR pbx.example           query=1
    20  line 1  answer        50 50 "s" SIP+D2T _sip._tcp.none.example, 50 90 "s" SIP+D2U _sip._udp.pbx.example  query=1  ttl=60
    20  line 1  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  line 1  resolve       SRV _sip._tcp.none.example  query=2
    20  line 1  resolve       SRV _sip._udp.pbx.example   query=3
    40  line 1  answer        no such name                query=2
    40  line 1  answer        0 1 5060 one.example        query=3  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  line 1  resolve       A one.example               query=4
    60  line 1  answer        a                           query=4  ttl=60
    60  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  line 1  send          REGISTER to a               attempt=1  why=name_answered
    80  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548580  why=accepted
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1000  line 2  locate        IDLE -> ASKING              server=odd.example  until=11000  why=name_asked
  1000  line 2  resolve       NAPTR odd.example           query=1
  1020  line 2  answer        50 50 "s" SIP+D2T _sip._tcp.none.example, 90 50 "s" SIP+D2U _sip._udp.higher.example  query=1  ttl=60
  1020  line 2  locate        (ASKING)                    server=odd.example  why=naptr_found
  1020  line 2  resolve       SRV _sip._tcp.none.example  query=2
  1040  line 2  answer        no such name                query=2
  1040  line 2  locate        (ASKING)                    server=odd.example  why=srv_asked
  1040  line 2  resolve       SRV _sips._tcp.odd.example  query=3
  1040  line 2  resolve       SRV _sip._tcp.odd.example   query=4
  1040  line 2  resolve       SRV _sip._udp.odd.example   query=5
  1060  line 2  answer        no such name                query=3
  1060  line 2  answer        no such name                query=4
  1060  line 2  answer        0 1 5060 two.example        query=5  ttl=60
  1060  line 2  locate        (ASKING)                    server=odd.example  why=srv_found
  1060  line 2  resolve       A two.example               query=6
  1080  line 2  answer        b                           query=6  ttl=60
  1080  line 2  locate        ASKING -> KNOWN             server=odd.example  until=61020  why=name_answered
  1080  line 2  send          REGISTER to b               attempt=1  why=name_answered
  1100  line 2  registration  REGISTERING -> REGISTERED   server=odd.example  at=b  refresh=3549600  why=accepted
