# B11a: static records answer where DNS does not, and the answer says so; they are asked for again after 30 s, and
# what DNS says then counts.
static pbx.example A b ttl=3600
name pbx.example fails with servfail
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s name pbx.example A a ttl=60
at 25s register line 1
at 31s register line 1
show sends,names,world
until 32s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        b                           query=1  ttl=3600  static
    20  locate        (ASKING)                    server=pbx.example  why=static_used
    20  locate        ASKING -> KNOWN             server=pbx.example  until=30020  why=name_answered
    20  send          REGISTER to b               attempt=1  why=name_answered
 20000  world         name pbx.example A a ttl=60
 25000  world         register line 1
 25000  send          REGISTER to b               attempt=2  why=first_candidate
 31000  world         register line 1
 31000  locate        KNOWN -> ASKING             server=pbx.example  until=41000  why=name_asked
 31000  resolve       A pbx.example               query=2
 31020  answer        a                           query=2  ttl=60
 31020  locate        (ASKING)                    server=pbx.example  why=target_gone
 31020  locate        ASKING -> KNOWN             server=pbx.example  until=91020  why=name_answered
 31020  send          REGISTER to a               attempt=3  why=name_answered
