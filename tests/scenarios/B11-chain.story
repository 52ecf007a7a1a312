# B11: an answer is kept for the smallest TTL in its chain: NAPTR has 600 s, SRV 300 s, one.example 100 s. At 99 s it is
# not asked for, at 110 s everything is asked again; what the resolver still has comes at once.
name pbx.example NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.pbx.example ttl=600
name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=300
name one.example A a ttl=100
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 99s register line 1
at 110s register line 1
show sends,names,world
until 111s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        10 10 "s" SIP+D2U _sip._udp.pbx.example  query=1  ttl=600
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       SRV _sip._udp.pbx.example   query=2
    40  answer        0 1 5060 one.example        query=2  ttl=300
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=3
    60  answer        a                           query=3  ttl=100
    60  locate        ASKING -> KNOWN             server=pbx.example  until=100060  why=name_answered
    60  send          REGISTER to a               attempt=1  why=name_answered
 99000  world         register line 1
 99000  send          REGISTER to a               attempt=2  why=first_candidate
110000  world         register line 1
110000  locate        KNOWN -> ASKING             server=pbx.example  until=120000  why=name_asked
110000  resolve       NAPTR pbx.example           query=4
110000  answer        10 10 "s" SIP+D2U _sip._udp.pbx.example  query=4  ttl=490
110000  locate        (ASKING)                    server=pbx.example  why=naptr_found
110000  resolve       SRV _sip._udp.pbx.example   query=5
110000  answer        0 1 5060 one.example        query=5  ttl=190
110000  locate        (ASKING)                    server=pbx.example  why=srv_found
110000  resolve       A one.example               query=6
110020  answer        a                           query=6  ttl=100
110020  locate        ASKING -> KNOWN             server=pbx.example  until=210020  why=name_answered
110020  send          REGISTER to a               attempt=3  why=name_answered
