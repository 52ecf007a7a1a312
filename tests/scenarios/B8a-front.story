# B8a: what stands in front of the first that is known is waited for, 3 s at most: one.example takes 2 s, and is the
# first still; for the other name it takes 5 s, and d serves until a pass finds it in its place.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example
name one.example A a
name one.example answers after=2s
name two.example A b
name _sip._udp.late.example SRV 1 1 5060 three.example, 2 1 5060 four.example
name three.example A c
name three.example answers after=5s
name four.example A d
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=late.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 20s register line 2
show sends,names,world
until 21s
----
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.pbx.example   query=1
     0  line 2  locate        IDLE -> ASKING              server=late.example  until=10000  why=name_asked
     0  line 2  resolve       SRV _sip._udp.late.example  query=1
    20  line 1  answer        1 1 5060 one.example, 2 1 5060 two.example  query=1  ttl=60
    20  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  line 1  resolve       A one.example               query=2
    20  line 1  resolve       A two.example               query=3
    20  line 2  answer        1 1 5060 three.example, 2 1 5060 four.example  query=1  ttl=60
    20  line 2  locate        (ASKING)                    server=late.example  why=srv_found
    20  line 2  resolve       A three.example             query=2
    20  line 2  resolve       A four.example              query=3
    40  line 1  answer        b                           query=3  ttl=60
    40  line 1  locate        (ASKING)                    server=pbx.example  until=3040  why=waits_in_front
    40  line 2  answer        d                           query=3  ttl=60
    40  line 2  locate        (ASKING)                    server=late.example  until=3040  why=waits_in_front
  2020  line 1  answer        a                           query=2  ttl=60
  2020  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
  2020  line 1  send          REGISTER to a               attempt=1  why=name_answered
  3040  line 2  locate        ASKING -> KNOWN             server=late.example  until=60020  why=name_waited
  3040  line 2  send          REGISTER to d               attempt=1  why=name_answered
  5020  line 2  answer        c                           query=2  ttl=60
  5020  line 2  locate        (KNOWN)                     server=late.example  until=60020  why=name_answered
 20000          world         register line 2
 20000  line 2  send          REGISTER to c               attempt=2  why=first_candidate
