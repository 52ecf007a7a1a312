# B8a, B11: SRV that is not known leaves the kept answer in use: a serves on, and SRV is asked again every 30 s. That
# there is none (NXDOMAIN) takes its place: addresses of the name itself (B8).
name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=60
name one.example A a ttl=60
name pbx.example A b ttl=60
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name _sip._udp.pbx.example SRV fails with servfail
at 100s register line 1
at 125s name _sip._udp.pbx.example does not exist
at 140s register line 1
show sends,names,world
until 141s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        0 1 5060 one.example        query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    40  answer        a                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
 90000  world         name _sip._udp.pbx.example SRV fails with servfail
100000  world         register line 1
100000  locate        KNOWN -> ASKING             server=pbx.example  until=110000  why=name_asked
100000  resolve       SRV _sip._udp.pbx.example   query=3
100020  answer        servfail                    query=3
100020  locate        ASKING -> STALE             server=pbx.example  until=130020  why=answer_stale
100020  send          REGISTER to a               attempt=2  why=name_answered
125000  world         name _sip._udp.pbx.example does not exist
130020  locate        (STALE)                     server=pbx.example  until=140020  why=name_asked
130020  resolve       SRV _sip._udp.pbx.example   query=4
130040  answer        no such name                query=4
130040  locate        (STALE)                     server=pbx.example  why=addresses_asked
130040  resolve       A pbx.example               query=5
130060  answer        b                           query=5  ttl=60
130060  locate        (STALE)                     server=pbx.example  why=target_gone
130060  locate        STALE -> KNOWN              server=pbx.example  until=190060  why=name_answered
140000  world         register line 1
140000  send          REGISTER to b               attempt=3  why=first_candidate
