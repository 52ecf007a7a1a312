# B8a: SRV answered by NXDOMAIN (line 1) or by no data (line 2): there is none, B8 goes on with addresses.
name one.example A a
name _sip._udp.two.example SRV has none
name two.example A b
line 1 servers=one.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=two.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show sends,names
until 1s
----
     0  line 1  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.one.example   query=1
     0  line 2  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  line 2  resolve       SRV _sip._udp.two.example   query=1
    20  line 1  answer        no such name                query=1
    20  line 1  locate        (ASKING)                    server=one.example  why=addresses_asked
    20  line 1  resolve       A one.example               query=2
    20  line 2  answer        no data                     query=1
    20  line 2  locate        (ASKING)                    server=two.example  why=addresses_asked
    20  line 2  resolve       A two.example               query=2
    40  line 1  answer        a                           query=2  ttl=60
    40  line 1  locate        ASKING -> KNOWN             server=one.example  until=60040  why=name_answered
    40  line 1  send          REGISTER to a               attempt=1  why=name_answered
    40  line 2  answer        b                           query=2  ttl=60
    40  line 2  locate        ASKING -> KNOWN             server=two.example  until=60040  why=name_answered
    40  line 2  send          REGISTER to b               attempt=1  why=name_answered
