# B10: fourteen slow names of one server leave another one its share: all of its targets are known at once.
server b at tls:192.0.2.2:5061
name pbx.example NAPTR has none
name _sips._tcp.pbx.example SRV 1 1 5061 t1.example, 2 1 5061 t2.example, 3 1 5061 t3.example ttl=3600
name _sip._tcp.pbx.example SRV 1 1 5060 u1.example ttl=3600
name t1.example has none
name t2.example A 192.0.2.2 ttl=3600
name t3.example A 192.0.2.3 ttl=3600
name u1.example A 192.0.2.4 ttl=3600
name _sip._udp.big.example SRV 1 1 5060 n1.example, 2 1 5060 n2.example, 3 1 5060 n3.example, 4 1 5060 n4.example, 5 1 5060 n5.example, 6 1 5060 n6.example, 7 1 5060 n7.example, 8 1 5060 n8.example, 9 1 5060 n9.example, 10 1 5060 n10.example, 11 1 5060 n11.example, 12 1 5060 n12.example, 13 1 5060 n13.example, 14 1 5060 n14.example ttl=3600
name n1.example A 198.51.100.1 ttl=3600
name n1.example answers after=2s
name n2.example A 198.51.100.2 ttl=3600
name n2.example answers after=2s
name n3.example A 198.51.100.3 ttl=3600
name n3.example answers after=2s
name n4.example A 198.51.100.4 ttl=3600
name n4.example answers after=2s
name n5.example A 198.51.100.5 ttl=3600
name n5.example answers after=2s
name n6.example A 198.51.100.6 ttl=3600
name n6.example answers after=2s
name n7.example A 198.51.100.7 ttl=3600
name n7.example answers after=2s
name n8.example A 198.51.100.8 ttl=3600
name n8.example answers after=2s
name n9.example A 198.51.100.9 ttl=3600
name n9.example answers after=2s
name n10.example A 198.51.100.10 ttl=3600
name n10.example answers after=2s
name n11.example A 198.51.100.11 ttl=3600
name n11.example answers after=2s
name n12.example A 198.51.100.12 ttl=3600
name n12.example answers after=2s
name n13.example A 198.51.100.13 ttl=3600
name n13.example answers after=2s
name n14.example A 198.51.100.14 ttl=3600
name n14.example answers after=2s
line 1 servers=big.example,pbx.example big.example.port=0 pbx.example.port=0 pbx.example.transport=naptr address_family=ipv4 retry_counts=0 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names
until 20s
----
     0  locate        IDLE -> ASKING              server=big.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.big.example   query=1
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=2
    20  answer        1 1 5060 n1.example, 2 1 5060 n2.example, 3 1 5060 n3.example, 4 1 5060 n4.example, 5 1 5060 n5.example, 6 1 5060 n6.example, 7 1 5060 n7.example, 8 1 5060 n8.example, 9 1 5060 n9.example, 10 1 5060 n10.example, 11 1 5060 n11.example, 12 1 5060 n12.example, 13 1 5060 n13.example, 14 1 5060 n14.example  query=1  ttl=3600
    20  locate        (ASKING)                    server=big.example  why=srv_found
    20  resolve       A n1.example                query=3
    20  resolve       A n2.example                query=4
    20  resolve       A n3.example                query=5
    20  resolve       A n4.example                query=6
    20  resolve       A n5.example                query=7
    20  resolve       A n6.example                query=8
    20  resolve       A n7.example                query=9
    20  resolve       A n8.example                query=10
    20  locate        (ASKING)                    server=big.example  why=room_shared
    20  answer        no data                     query=2
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=11
    20  resolve       SRV _sip._tcp.pbx.example   query=12
    20  resolve       SRV _sip._udp.pbx.example   query=13
    40  answer        1 1 5061 t1.example, 2 1 5061 t2.example, 3 1 5061 t3.example  query=11  ttl=3600
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A t1.example                query=14
    40  resolve       A t2.example                query=15
    40  resolve       A t3.example                query=16
    40  answer        1 1 5060 u1.example         query=12  ttl=3600
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A u1.example                query=17
    40  answer        no such name                query=13
    60  answer        no data                     query=14
    60  answer        b                           query=15  ttl=3600
    60  locate        ASKING -> KNOWN             server=pbx.example  until=3600040  why=name_answered
    60  answer        192.0.2.3                   query=16  ttl=3600
    60  locate        (KNOWN)                     server=pbx.example  until=3600040  why=name_answered
    60  answer        192.0.2.4                   query=17  ttl=3600
    60  locate        (KNOWN)                     server=pbx.example  why=downgrade_refused
    60  locate        (KNOWN)                     server=pbx.example  until=3600040  why=name_answered
  2020  answer        198.51.100.1                query=3  ttl=3600
  2020  locate        ASKING -> KNOWN             server=big.example  until=3600020  why=name_answered
  2020  send          REGISTER to udp:198.51.100.1:5060  attempt=1  why=name_answered
  2020  answer        198.51.100.2                query=4  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.3                query=5  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.4                query=6  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.5                query=7  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.6                query=8  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.7                query=9  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2020  answer        198.51.100.8                query=10  ttl=3600
  2020  locate        (KNOWN)                     server=big.example  until=3600020  why=name_answered
  2520  send          REGISTER to udp:198.51.100.2:5060  attempt=2  why=next_candidate
  3020  send          REGISTER to udp:198.51.100.3:5060  attempt=3  why=next_candidate
  3520  send          REGISTER to udp:198.51.100.4:5060  attempt=4  why=next_candidate
  4020  send          REGISTER to udp:198.51.100.5:5060  attempt=5  why=next_candidate
  4520  send          REGISTER to udp:198.51.100.6:5060  attempt=6  why=next_candidate
  5020  send          REGISTER to udp:198.51.100.7:5060  attempt=7  why=next_candidate
  5520  send          REGISTER to udp:198.51.100.8:5060  attempt=8  why=next_candidate
  6020  send          REGISTER to b               attempt=9  why=next_candidate
