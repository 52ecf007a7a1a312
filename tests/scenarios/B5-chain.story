# B5: an empty flag asks NAPTR again, of the replacement: four levels are followed.
name pbx.example NAPTR 10 10 "" "SIP+D2U" "" two.example
name two.example NAPTR 10 10 "" "SIP+D2U" "" three.example
name three.example NAPTR 10 10 "" "SIP+D2U" "" four.example
name four.example NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.end.example
name _sip._udp.end.example SRV 0 1 5060 one.example
name one.example A a
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        10 10 "" SIP+D2U two.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       NAPTR two.example           query=2
    40  answer        10 10 "" SIP+D2U three.example  query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=naptr_found
    40  resolve       NAPTR three.example         query=3
    60  answer        10 10 "" SIP+D2U four.example  query=3  ttl=60
    60  locate        (ASKING)                    server=pbx.example  why=naptr_found
    60  resolve       NAPTR four.example          query=4
    80  answer        10 10 "s" SIP+D2U _sip._udp.end.example  query=4  ttl=60
    80  locate        (ASKING)                    server=pbx.example  why=naptr_found
    80  resolve       SRV _sip._udp.end.example   query=5
   100  answer        0 1 5060 one.example        query=5  ttl=60
   100  locate        (ASKING)                    server=pbx.example  why=srv_found
   100  resolve       A one.example               query=6
   120  answer        a                           query=6  ttl=60
   120  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
   120  send          REGISTER to a               attempt=1  why=name_answered
   140  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548640  why=accepted
