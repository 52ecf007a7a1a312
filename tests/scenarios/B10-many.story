# B10: an SRV set of 17 hosts: a line has 16 targets, and p is sure of its own. 16 of the records are
# asked for, 15 of their addresses are kept; both cuts are said.
name _sip._udp.pbx.example SRV 1 1 5060 h1.x, 2 1 5060 h2.x, 3 1 5060 h3.x, 4 1 5060 h4.x, 5 1 5060 h5.x, 6 1 5060 h6.x, 7 1 5060 h7.x, 8 1 5060 h8.x, 9 1 5060 h9.x, 10 1 5060 h10.x, 11 1 5060 h11.x, 12 1 5060 h12.x, 13 1 5060 h13.x, 14 1 5060 h14.x, 15 1 5060 h15.x, 16 1 5060 h16.x, 17 1 5060 h17.x
name h1.x A 192.0.2.101
name h2.x A 192.0.2.102
name h3.x A 192.0.2.103
name h4.x A 192.0.2.104
name h5.x A 192.0.2.105
name h6.x A 192.0.2.106
name h7.x A 192.0.2.107
name h8.x A 192.0.2.108
name h9.x A 192.0.2.109
name h10.x A 192.0.2.110
name h11.x A 192.0.2.111
name h12.x A 192.0.2.112
name h13.x A 192.0.2.113
name h14.x A 192.0.2.114
name h15.x A 192.0.2.115
name h16.x A 192.0.2.116
name h17.x A 192.0.2.117
line 1 servers=pbx.example,p pbx.example.port=0 retry_counts=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show names
until 100ms
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 h1.x, 2 1 5060 h2.x, 3 1 5060 h3.x, 4 1 5060 h4.x, 5 1 5060 h5.x, 6 1 5060 h6.x, 7 1 5060 h7.x, 8 1 5060 h8.x, 9 1 5060 h9.x, 10 1 5060 h10.x, 11 1 5060 h11.x, 12 1 5060 h12.x, 13 1 5060 h13.x, 14 1 5060 h14.x, 15 1 5060 h15.x, 16 1 5060 h16.x, 17 1 5060 h17.x  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A h1.x                      query=2
    20  resolve       A h2.x                      query=3
    20  resolve       A h3.x                      query=4
    20  resolve       A h4.x                      query=5
    20  resolve       A h5.x                      query=6
    20  resolve       A h6.x                      query=7
    20  resolve       A h7.x                      query=8
    20  resolve       A h8.x                      query=9
    20  resolve       A h9.x                      query=10
    20  resolve       A h10.x                     query=11
    20  resolve       A h11.x                     query=12
    20  resolve       A h12.x                     query=13
    20  resolve       A h13.x                     query=14
    20  resolve       A h14.x                     query=15
    20  resolve       A h15.x                     query=16
    20  resolve       A h16.x                     query=17
    20  locate        (ASKING)                    server=pbx.example  why=records_cut
    40  answer        192.0.2.101                 query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.102                 query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.103                 query=4  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.104                 query=5  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.105                 query=6  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.106                 query=7  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.107                 query=8  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.108                 query=9  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.109                 query=10  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.110                 query=11  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.111                 query=12  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.112                 query=13  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.113                 query=14  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.114                 query=15  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.115                 query=16  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    40  answer        192.0.2.116                 query=17  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  why=targets_cut
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
