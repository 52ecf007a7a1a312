# B7, B9: so it is with addresses: the answer's order stays while they stay, though resolvers rotate them.
name pbx.example A a,b,c ttl=60
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name pbx.example A b,c,a ttl=60
at 100s register line 1
at 110s server a is unreachable
at 120s register line 1
show sends,names,world
until 121s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a,b,c                       query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
 90000  world         name pbx.example A b,c,a ttl=60
100000  world         register line 1
100000  locate        KNOWN -> ASKING             server=pbx.example  until=110000  why=name_asked
100000  resolve       A pbx.example               query=2
100020  answer        b,c,a                       query=2  ttl=60
100020  locate        ASKING -> KNOWN             server=pbx.example  until=160020  why=name_answered
100020  send          REGISTER to a               attempt=2  why=name_answered
110000  world         server a is unreachable
120000  world         register line 1
120000  send          REGISTER to a               attempt=3  why=first_candidate
120020  send          REGISTER to b               attempt=4  why=next_candidate
