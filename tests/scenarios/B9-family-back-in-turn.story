# B9, C3: the network comes back with IPv6 first, then with both, while AAAA is open: A is asked for, and what is kept serves.
name pbx.example A a ttl=60
name pbx.example AAAA has none
name pbx.example AAAA answers after=200ms
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s network lost line 1
at 110s network back line 1 families=ipv6
at 110.1s network back line 1
show sends,names,world,reports,moves
until 200s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  resolve       AAAA pbx.example            query=2
     0  report        line REGISTERING            since=0  why=started
    20  answer        a                           query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  until=70  why=name_answered
    70  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_waited
    70  send          REGISTER to a               attempt=1  why=name_answered
    90  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548590  why=accepted
    90  report        line REGISTERED             server=pbx.example  at=a  since=90  why=accepted
   200  answer        no data                     query=2
100000  world         network lost line 1
110000  world         network back line 1 families=ipv6
110000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=network_back
110000  locate        KNOWN -> ASKING             server=pbx.example  until=120000  why=name_asked
110000  resolve       AAAA pbx.example            query=3
110100  world         network back line 1
110100  locate        (ASKING)                    server=pbx.example  until=120100  why=name_asked
110100  resolve       A pbx.example               query=4
110100  resolve       AAAA pbx.example            query=5
110120  answer        a                           query=4  ttl=60
110120  locate        (ASKING)                    server=pbx.example  until=110170  why=name_answered
110170  locate        ASKING -> KNOWN             server=pbx.example  until=170120  why=name_waited
110170  send          REGISTER to a               attempt=2  why=name_answered
110190  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3658690  why=accepted
110200  answer        no data                     query=3
110200  late          DnsAnswered
110200  answer        no data                     query=5
