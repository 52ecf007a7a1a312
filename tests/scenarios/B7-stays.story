# B7: the order of an answer stays while the set of records stays: answers that rotate move nothing. A changed set is
# ordered anew: c is heavier, and is the first now.
name _sip._udp.pbx.example SRV 0 5 5060 a.example, 0 5 5060 b.example ttl=60
name a.example A a
name b.example A b
name c.example A c
line 1 servers=pbx.example port=0 srv_order=heaviest_first expires_s=200 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 pbx.example.failback_mode=new_requests
start line 1
at 90s name _sip._udp.pbx.example SRV 0 5 5060 b.example, 0 5 5060 a.example ttl=60
at 100s register line 1
at 190s name _sip._udp.pbx.example SRV 0 5 5060 b.example, 0 7 5060 c.example, 0 5 5060 a.example ttl=60
at 200s register line 1
show sends,names,world
until 201s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        0 5 5060 a.example, 0 5 5060 b.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A a.example                 query=2
    20  resolve       A b.example                 query=3
    40  answer        a                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    40  answer        b                           query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
 90000  world         name _sip._udp.pbx.example SRV 0 5 5060 b.example, 0 5 5060 a.example ttl=60
100000  world         register line 1
100000  locate        KNOWN -> ASKING             server=pbx.example  until=110000  why=name_asked
100000  resolve       SRV _sip._udp.pbx.example   query=4
100020  answer        0 5 5060 b.example, 0 5 5060 a.example  query=4  ttl=60
100020  locate        (ASKING)                    server=pbx.example  why=srv_found
100020  resolve       A b.example                 query=5
100020  resolve       A a.example                 query=6
100040  answer        b                           query=5  ttl=60
100040  locate        ASKING -> KNOWN             server=pbx.example  until=160020  why=name_answered
100040  send          REGISTER to a               attempt=2  why=name_answered
100040  answer        a                           query=6  ttl=60
100040  locate        (KNOWN)                     server=pbx.example  until=160020  why=name_answered
190000  world         name _sip._udp.pbx.example SRV 0 5 5060 b.example, 0 7 5060 c.example, 0 5 5060 a.example ttl=60
200000  world         register line 1
200000  locate        KNOWN -> ASKING             server=pbx.example  until=210000  why=name_asked
200000  resolve       SRV _sip._udp.pbx.example   query=7
200020  answer        0 5 5060 b.example, 0 7 5060 c.example, 0 5 5060 a.example  query=7  ttl=60
200020  locate        (ASKING)                    server=pbx.example  why=srv_found
200020  resolve       A c.example                 query=8
200020  resolve       A b.example                 query=9
200020  resolve       A a.example                 query=10
200040  answer        c                           query=8  ttl=60
200040  locate        ASKING -> KNOWN             server=pbx.example  until=260020  why=name_answered
200040  send          REGISTER to c               attempt=3  why=name_answered
200040  answer        b                           query=9  ttl=60
200040  locate        (KNOWN)                     server=pbx.example  until=260020  why=name_answered
200040  answer        a                           query=10  ttl=60
200040  locate        (KNOWN)                     server=pbx.example  until=260020  why=name_answered
