# B7: weighted is RFC 2782's random order, from the line's own generator: lines draw differently. What is drawn stays
# while the set stays, in whatever order it is answered, and over a restart: line 1 begins where it began.
name _sip._udp.pbx.example SRV 0 1 5060 a.example, 0 1 5060 b.example, 0 1 5060 c.example ttl=60
name a.example A a
name b.example A b
name c.example A c
line 1 servers=pbx.example port=0 seed=1 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 seed=2 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 3 servers=pbx.example port=0 seed=8 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 4 servers=pbx.example port=0 seed=9 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
start line 3
start line 4
at 90s name _sip._udp.pbx.example SRV 0 1 5060 c.example, 0 1 5060 a.example, 0 1 5060 b.example ttl=60
at 100s register line 1
at 200s restart line 1 after 1s
at 300s register line 1
show sends,world
until 301s
----
    40  line 1  send          REGISTER to a               attempt=1  why=name_answered
    40  line 2  send          REGISTER to b               attempt=1  why=name_answered
    40  line 3  send          REGISTER to c               attempt=1  why=name_answered
    40  line 4  send          REGISTER to c               attempt=1  why=name_answered
 90000          world         name _sip._udp.pbx.example SRV 0 1 5060 c.example, 0 1 5060 a.example, 0 1 5060 b.example ttl=60
100000          world         register line 1
100040  line 1  send          REGISTER to a               attempt=2  why=name_answered
200000          world         restart line 1 after 1s
201000          world         the line runs again
201040  line 1  send          REGISTER to a               attempt=3  why=name_answered
300000          world         register line 1
300040  line 1  send          REGISTER to a               attempt=4  why=name_answered
