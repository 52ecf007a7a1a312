# B11a, B8a: DNS was answered once and fails now: the kept answer goes before the static record. Where DNS says that
# there is none, the static record is not asked.
static pbx.example A b ttl=3600
name pbx.example A a ttl=60
line 1 servers=pbx.example,c address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name pbx.example fails with timeout
at 100s register line 1
at 170s name pbx.example does not exist
at 200s register line 1
show sends,names,world
until 201s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
 90000  world         name pbx.example fails with timeout
100000  world         register line 1
100000  locate        KNOWN -> ASKING             server=pbx.example  until=110000  why=name_asked
100000  resolve       A pbx.example               query=2
109000  answer        b                           query=2  ttl=3600  static
109000  locate        (ASKING)                    server=pbx.example  why=static_behind
109000  locate        ASKING -> STALE             server=pbx.example  until=139000  why=answer_stale
109000  send          REGISTER to a               attempt=2  why=name_answered
139000  locate        (STALE)                     server=pbx.example  until=149000  why=name_asked
139000  resolve       A pbx.example               query=3
148000  answer        b                           query=3  ttl=3600  static
148000  locate        (STALE)                     server=pbx.example  why=static_behind
148000  locate        (STALE)                     server=pbx.example  until=178000  why=answer_stale
170000  world         name pbx.example does not exist
178000  locate        (STALE)                     server=pbx.example  until=188000  why=name_asked
178000  resolve       A pbx.example               query=4
178020  answer        no such name                query=4
178020  locate        (STALE)                     server=pbx.example  why=target_gone
178020  locate        STALE -> NONE               server=pbx.example  why=name_none  cause=unresolved
200000  world         register line 1
200000  locate        NONE -> ASKING              server=pbx.example  until=210000  why=name_asked
200000  resolve       A pbx.example               query=5
200020  answer        no such name                query=5
200020  locate        ASKING -> NONE              server=pbx.example  why=name_none  cause=unresolved
200020  send          REGISTER to c               attempt=3  why=name_answered
