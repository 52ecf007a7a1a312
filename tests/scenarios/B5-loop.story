# B5: a chain of empty flags that comes back, or is longer than four levels, is an error: passed over, and the record
# behind it counts. With no other it goes on with SRV of the name (B6).
name pbx.example NAPTR 10 10 "" "SIP+D2T" "" loop.example, 10 20 "s" "SIP+D2U" "" _sip._udp.good.example
name loop.example NAPTR 10 10 "" "SIP+D2T" "" pbx.example
name _sip._udp.good.example SRV 0 1 5060 one.example
name one.example A a
name far.example NAPTR 10 10 "" "SIP+D2U" "" two.example
name two.example NAPTR 10 10 "" "SIP+D2U" "" three.example
name three.example NAPTR 10 10 "" "SIP+D2U" "" four.example
name four.example NAPTR 10 10 "" "SIP+D2U" "" five.example
name five.example NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.good.example
name _sip._udp.far.example SRV 0 1 5060 last.example
name last.example A b
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=far.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,names,moves
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       NAPTR pbx.example           query=1
    20  line 1  answer        10 10 "" SIP+D2T loop.example, 10 20 "s" SIP+D2U _sip._udp.good.example  query=1  ttl=60
    20  line 1  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  line 1  resolve       NAPTR loop.example          query=2
    20  line 1  resolve       SRV _sip._udp.good.example  query=3
    40  line 1  answer        10 10 "" SIP+D2T pbx.example  query=2  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  why=naptr_found
    40  line 1  locate        (ASKING)                    server=pbx.example  why=naptr_loop
    40  line 1  answer        0 1 5060 one.example        query=3  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  line 1  resolve       A one.example               query=4
    60  line 1  answer        a                           query=4  ttl=60
    60  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  line 1  send          REGISTER to a               attempt=1  why=name_answered
    80  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548580  why=accepted
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1000  line 2  locate        IDLE -> ASKING              server=far.example  until=11000  why=name_asked
  1000  line 2  resolve       NAPTR far.example           query=1
  1020  line 2  answer        10 10 "" SIP+D2U two.example  query=1  ttl=60
  1020  line 2  locate        (ASKING)                    server=far.example  why=naptr_found
  1020  line 2  resolve       NAPTR two.example           query=2
  1040  line 2  answer        10 10 "" SIP+D2U three.example  query=2  ttl=60
  1040  line 2  locate        (ASKING)                    server=far.example  why=naptr_found
  1040  line 2  resolve       NAPTR three.example         query=3
  1060  line 2  answer        10 10 "" SIP+D2U four.example  query=3  ttl=60
  1060  line 2  locate        (ASKING)                    server=far.example  why=naptr_found
  1060  line 2  resolve       NAPTR four.example          query=4
  1080  line 2  answer        10 10 "" SIP+D2U five.example  query=4  ttl=60
  1080  line 2  locate        (ASKING)                    server=far.example  why=naptr_found
  1080  line 2  locate        (ASKING)                    server=far.example  why=naptr_loop
  1080  line 2  locate        (ASKING)                    server=far.example  why=srv_asked
  1080  line 2  resolve       SRV _sips._tcp.far.example  query=5
  1080  line 2  resolve       SRV _sip._tcp.far.example   query=6
  1080  line 2  resolve       SRV _sip._udp.far.example   query=7
  1100  line 2  answer        no such name                query=5
  1100  line 2  answer        no such name                query=6
  1100  line 2  answer        0 1 5060 last.example       query=7  ttl=60
  1100  line 2  locate        (ASKING)                    server=far.example  why=srv_found
  1100  line 2  resolve       A last.example              query=8
  1120  line 2  answer        b                           query=8  ttl=60
  1120  line 2  locate        ASKING -> KNOWN             server=far.example  until=61020  why=name_answered
  1120  line 2  send          REGISTER to b               attempt=1  why=name_answered
  1140  line 2  registration  REGISTERING -> REGISTERED   server=far.example  at=b  refresh=3549640  why=accepted
