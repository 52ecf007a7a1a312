# D10: A and AAAA have TTLs of their own: the line works at a (A, 100 s) while the first target is IPv6 (AAAA, 300 s):
# it goes back after 100 s.
server s at udp:[2001:db8::1]:5060
server s is unreachable
name pbx.example AAAA s ttl=300
name pbx.example A a ttl=100
line 1 servers=pbx.example failback_mode=dns_ttl jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s server s is back
show moves,attempts,sends,names
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  resolve       AAAA pbx.example            query=2
    20  answer        a                           query=1  ttl=100
    20  locate        (ASKING)                    server=pbx.example  until=70  why=name_answered
    20  answer        s                           query=2  ttl=300
    20  locate        ASKING -> KNOWN             server=pbx.example  until=100020  why=name_answered
    20  send          REGISTER to s               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to a               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3509060  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=100060  why=ttl_runs
100060  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
100060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
100060  locate        KNOWN -> ASKING             server=pbx.example  until=110060  why=name_asked
100060  resolve       A pbx.example               query=3
100060  resolve       AAAA pbx.example            query=4
100060  answer        s                           query=4  ttl=199
100060  locate        (ASKING)                    server=pbx.example  until=100110  why=name_answered
100080  answer        a                           query=3  ttl=100
100080  locate        ASKING -> KNOWN             server=pbx.example  until=200080  why=name_answered
100080  send          REGISTER to s               attempt=3  why=name_answered
100100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3609100  why=accepted
100100  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
