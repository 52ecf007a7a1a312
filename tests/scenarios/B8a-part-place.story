# B8a, B7: one address is not known beside a set that is the same: what is kept of it keeps its place.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example ttl=60
name one.example A a ttl=60
name two.example A b ttl=60
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name two.example A c ttl=60
at 91s name one.example fails with servfail
at 100s register line 1
at 150s name one.example A a ttl=60
at 200s register line 1
at 300s register line 1
at 400s register line 1
show sends,world
until 401s
----
    40  send          REGISTER to a               attempt=1  why=name_answered
 90000  world         name two.example A c ttl=60
 91000  world         name one.example fails with servfail
100000  world         register line 1
100040  send          REGISTER to a               attempt=2  why=name_answered
150000  world         name one.example A a ttl=60
200000  world         register line 1
200040  send          REGISTER to a               attempt=3  why=name_answered
300000  world         register line 1
300040  send          REGISTER to a               attempt=4  why=name_answered
400000  world         register line 1
400040  send          REGISTER to a               attempt=5  why=name_answered
