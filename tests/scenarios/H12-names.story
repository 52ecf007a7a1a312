# H12: a line that goes on in fresh memory in the middle of a resolution, between NAPTR and SRV, and between SRV and the
# addresses, does what it would have done. A program that ends there begins anew.
name pbx.example NAPTR 50 50 "s" "SIP+D2U" "" _sip._udp.pbx.example
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example
name one.example A a
name two.example A b
server a is unreachable
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30ms snapshot line 1
at 50ms snapshot line 1
at 100s start line 2
at 100030ms restart line 2 after 1s
show sends,names,moves,world
until 102s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       NAPTR pbx.example           query=1
    20  line 1  answer        50 50 "s" SIP+D2U _sip._udp.pbx.example  query=1  ttl=60
    20  line 1  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  line 1  resolve       SRV _sip._udp.pbx.example   query=2
    30          world         snapshot line 1
    40  line 1  answer        1 1 5060 one.example, 2 1 5060 two.example  query=2  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  line 1  resolve       A one.example               query=3
    40  line 1  resolve       A two.example               query=4
    50          world         snapshot line 1
    60  line 1  answer        a                           query=3  ttl=60
    60  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  line 1  send          REGISTER to a               attempt=1  why=name_answered
    60  line 1  answer        b                           query=4  ttl=60
    60  line 1  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    80  line 1  send          REGISTER to b               attempt=2  why=next_candidate
   100  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509100  why=accepted  cause=icmp
100000          world         start line 2
100000  line 2  registration  OFF -> REGISTERING          why=started
100000  line 2  locate        IDLE -> ASKING              server=pbx.example  until=110000  why=name_asked
100000  line 2  resolve       NAPTR pbx.example           query=1
100020  line 2  answer        50 50 "s" SIP+D2U _sip._udp.pbx.example  query=1  ttl=60
100020  line 2  locate        (ASKING)                    server=pbx.example  why=naptr_found
100020  line 2  resolve       SRV _sip._udp.pbx.example   query=2
100030          world         restart line 2 after 1s
101030          world         the line runs again
101030  line 2  locate        ASKING -> IDLE              server=pbx.example  why=restored
101030  line 2  locate        IDLE -> ASKING              server=pbx.example  until=111030  why=name_asked
101030  line 2  resolve       NAPTR pbx.example           query=3
101030  line 2  answer        50 50 "s" SIP+D2U _sip._udp.pbx.example  query=3  ttl=58
101030  line 2  locate        (ASKING)                    server=pbx.example  why=naptr_found
101030  line 2  resolve       SRV _sip._udp.pbx.example   query=4
101030  line 2  answer        1 1 5060 one.example, 2 1 5060 two.example  query=4  ttl=59
101030  line 2  locate        (ASKING)                    server=pbx.example  why=srv_found
101030  line 2  resolve       A one.example               query=5
101030  line 2  resolve       A two.example               query=6
101050  line 2  answer        a                           query=5  ttl=60
101050  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=159030  why=name_answered
101050  line 2  send          REGISTER to a               attempt=1  why=name_answered
101050  line 2  answer        b                           query=6  ttl=60
101050  line 2  locate        (KNOWN)                     server=pbx.example  until=159030  why=name_answered
101070  line 2  send          REGISTER to b               attempt=2  why=next_candidate
101090  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3610090  why=accepted  cause=icmp
