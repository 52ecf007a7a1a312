# B5: the lowest order that has a usable record counts, by preference: of order 20 TCP (preference 5) before UDP (9).
# SCTP, a record with a regexp, and the higher order 30 do not count.
server t at tcp:192.0.2.1:5060
name pbx.example NAPTR 30 1 "s" "SIP+D2U" "" _sip._udp.late.example, 20 9 "s" "SIP+D2U" "" _sip._udp.pbx.example, 10 1 "s" "SIP+D2S" "" _sip._sctp.pbx.example, 10 2 "s" "SIP+D2T" "!x!y!" _sip._tcp.wrong.example, 20 5 "s" "SIP+D2T" "" _sip._tcp.pbx.example
name _sip._tcp.pbx.example SRV 0 1 5060 one.example
name _sip._udp.pbx.example SRV 0 1 5060 two.example
name one.example A t
name two.example A b
server t fails with refused
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        30 1 "s" SIP+D2U _sip._udp.late.example, 20 9 "s" SIP+D2U _sip._udp.pbx.example, 10 1 "s" other _sip._sctp.pbx.example, 10 2 "s" SIP+D2T regexp _sip._tcp.wrong.example, 20 5 "s" SIP+D2T _sip._tcp.pbx.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=records_ignored
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       SRV _sip._tcp.pbx.example   query=2
    20  resolve       SRV _sip._udp.pbx.example   query=3
    40  answer        0 1 5060 one.example        query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=4
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=5
    60  answer        t                           query=4  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  send          REGISTER to t               attempt=1  why=name_answered
    60  answer        b                           query=5  ttl=60
    60  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    80  attempt 1     failed                      why=connection_refused
    80  send          REGISTER to b               attempt=2  why=next_candidate
   100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509100  why=accepted  cause=refused
