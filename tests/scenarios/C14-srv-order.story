# C14, B7: a changed srv_order orders the same records anew.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 1 90 5060 two.example, 1 50 5060 three.example ttl=60
name one.example A a ttl=60
name two.example A b ttl=60
name three.example A c ttl=60
line 1 servers=pbx.example port=0 seed=2 srv_order=weighted address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s configure line 1 srv_order=heaviest_first
at 100s register line 1
at 200s register line 1
show sends,names,world
until 201s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 one.example, 1 90 5060 two.example, 1 50 5060 three.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A three.example             query=2
    20  resolve       A two.example               query=3
    20  resolve       A one.example               query=4
    40  answer        c                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to c               attempt=1  why=name_answered
    40  answer        b                           query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        a                           query=4  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
 90000  world         configure line 1 srv_order=heaviest_first
 90000  locate        KNOWN -> ASKING             server=pbx.example  until=100000  why=name_asked
 90000  resolve       SRV _sip._udp.pbx.example   query=5
 90020  answer        1 1 5060 one.example, 1 90 5060 two.example, 1 50 5060 three.example  query=5  ttl=60
 90020  locate        (ASKING)                    server=pbx.example  why=srv_found
 90020  resolve       A two.example               query=6
 90020  resolve       A three.example             query=7
 90020  resolve       A one.example               query=8
 90040  answer        b                           query=6  ttl=60
 90040  locate        ASKING -> KNOWN             server=pbx.example  until=150020  why=name_answered
 90040  send          REGISTER to c               attempt=2  why=name_answered
 90040  answer        c                           query=7  ttl=60
 90040  locate        (KNOWN)                     server=pbx.example  until=150020  why=name_answered
 90040  answer        a                           query=8  ttl=60
 90040  locate        (KNOWN)                     server=pbx.example  until=150020  why=name_answered
100000  world         register line 1
100000  send          REGISTER to b               attempt=3  why=first_candidate
200000  world         register line 1
200000  locate        KNOWN -> ASKING             server=pbx.example  until=210000  why=name_asked
200000  resolve       SRV _sip._udp.pbx.example   query=9
200020  answer        1 1 5060 one.example, 1 90 5060 two.example, 1 50 5060 three.example  query=9  ttl=60
200020  locate        (ASKING)                    server=pbx.example  why=srv_found
200020  resolve       A two.example               query=10
200020  resolve       A three.example             query=11
200020  resolve       A one.example               query=12
200040  answer        b                           query=10  ttl=60
200040  locate        ASKING -> KNOWN             server=pbx.example  until=260020  why=name_answered
200040  send          REGISTER to b               attempt=4  why=name_answered
200040  answer        c                           query=11  ttl=60
200040  locate        (KNOWN)                     server=pbx.example  until=260020  why=name_answered
200040  answer        a                           query=12  ttl=60
200040  locate        (KNOWN)                     server=pbx.example  until=260020  why=name_answered
