# B11: an answer is kept for its TTL and asked again at the next need after that. Not known then: the expired one is
# used on, and asked again every 30 s.
name pbx.example A a ttl=60
line 1 servers=pbx.example,b address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s name pbx.example fails with servfail
at 60019999us register line 1
at 61s register line 1
at 62s register line 1
at 91021ms register line 1
at 100s name pbx.example A c ttl=60
at 125s register line 1
show sends,names,world
until 130s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
 30000  world         name pbx.example fails with servfail
 60019.999  world         register line 1
 60019.999  send          REGISTER to a               attempt=2  why=first_candidate
 61000  world         register line 1
 61000  locate        KNOWN -> ASKING             server=pbx.example  until=71000  why=name_asked
 61000  resolve       A pbx.example               query=2
 61020  answer        servfail                    query=2
 61020  locate        ASKING -> STALE             server=pbx.example  until=91020  why=answer_stale
 61020  send          REGISTER to a               attempt=3  why=name_answered
 62000  world         register line 1
 62000  send          REGISTER to a               attempt=4  why=first_candidate
 91020  locate        (STALE)                     server=pbx.example  until=101020  why=name_asked
 91020  resolve       A pbx.example               query=3
 91021  world         register line 1
 91021  send          REGISTER to a               attempt=5  why=first_candidate
 91040  answer        servfail                    query=3
 91040  locate        (STALE)                     server=pbx.example  until=121040  why=answer_stale
100000  world         name pbx.example A c ttl=60
121040  locate        (STALE)                     server=pbx.example  until=131040  why=name_asked
121040  resolve       A pbx.example               query=4
121060  answer        c                           query=4  ttl=60
121060  locate        (STALE)                     server=pbx.example  why=target_gone
121060  locate        STALE -> KNOWN              server=pbx.example  until=181060  why=name_answered
125000  world         register line 1
125000  send          REGISTER to c               attempt=6  why=first_candidate
