# B9: address_family ipv4 and ipv6 use their own alone, and ask for nothing else; so does any where the network has one.
server s at udp:[2001:db8::1]:5060
name pbx.example AAAA s ttl=60
name pbx.example A a ttl=60
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example address_family=ipv6 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 3 servers=pbx.example address_family=any jitter_percent=0 quarantine_s=0 keepalive_s=0
network lost line 3 families=ipv6
start line 1
start line 2
start line 3
show moves,sends,names
until 1s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       A pbx.example               query=1
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 2  resolve       AAAA pbx.example            query=1
     0  line 3  registration  OFF -> REGISTERING          why=started
     0  line 3  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 3  resolve       A pbx.example               query=1
    20  line 1  answer        a                           query=1  ttl=60
    20  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  line 1  send          REGISTER to a               attempt=1  why=name_answered
    20  line 2  answer        s                           query=1  ttl=60
    20  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  line 2  send          REGISTER to s               attempt=1  why=name_answered
    20  line 3  answer        a                           query=1  ttl=60
    20  line 3  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  line 3  send          REGISTER to a               attempt=1  why=name_answered
    40  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
    40  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3548540  why=accepted
    40  line 3  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
