# B11: TTLs count from 1 s to a day: 0 is kept for 1 s, 2^31 for 86400 s.
name pbx.example A a ttl=0
name voip.example A b ttl=2147483648
line 1 servers=pbx.example address_family=ipv4 expires_s=172800 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=voip.example address_family=ipv4 expires_s=2147483647 jitter_percent=0 quarantine_s=0
line 2 keepalive_s=0
start line 1
start line 2
at 1019999us register line 1
at 1100ms register line 1
at 86400.019999s register line 2
at 86400100ms register line 2
show sends,names,world
until 86401s
----
       0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
       0  line 1  resolve       A pbx.example               query=1
       0  line 2  locate        IDLE -> ASKING              server=voip.example  until=10000  why=name_asked
       0  line 2  resolve       A voip.example              query=1
      20  line 1  answer        a                           query=1  ttl=0
      20  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=1020  why=name_answered
      20  line 1  send          REGISTER to a               attempt=1  why=name_answered
      20  line 2  answer        b                           query=1  ttl=2147483648
      20  line 2  locate        ASKING -> KNOWN             server=voip.example  until=86400020  why=name_answered
      20  line 2  send          REGISTER to b               attempt=1  why=name_answered
    1019.999          world         register line 1
    1019.999  line 1  send          REGISTER to a               attempt=2  why=first_candidate
    1100          world         register line 1
    1100  line 1  locate        KNOWN -> ASKING             server=pbx.example  until=11100  why=name_asked
    1100  line 1  resolve       A pbx.example               query=2
    1120  line 1  answer        a                           query=2  ttl=0
    1120  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=2120  why=name_answered
    1120  line 1  send          REGISTER to a               attempt=3  why=name_answered
86400019.999          world         register line 2
86400019.999  line 2  send          REGISTER to b               attempt=2  why=first_candidate
86400100          world         register line 2
86400100  line 2  locate        KNOWN -> ASKING             server=voip.example  until=86410100  why=name_asked
86400100  line 2  resolve       A voip.example              query=2
86400100  line 2  answer        b                           query=2  ttl=2147397247
86400100  line 2  locate        ASKING -> KNOWN             server=voip.example  until=172800100  why=name_answered
86400100  line 2  send          REGISTER to b               attempt=3  why=name_answered
