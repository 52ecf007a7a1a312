# D3, D10: in mode dns_ttl the line stays at the working target until the TTL of that target's own address record is
# over, counted from the failover: b's record has 100 s, SRV and a's have others.
name _sip._udp.pbx.example SRV 1 1 5060 one.example, 2 1 5060 two.example ttl=3600
name one.example A a ttl=50
name two.example A b ttl=100
server a is unreachable
line 1 servers=pbx.example port=0 failback_mode=dns_ttl address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a is back
show moves,attempts,sends,names,world
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        1 1 5060 one.example, 2 1 5060 two.example  query=1  ttl=3600
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       A two.example               query=3
    40  answer        a                           query=2  ttl=50
    40  locate        ASKING -> KNOWN             server=pbx.example  until=50040  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    40  answer        b                           query=3  ttl=100
    40  locate        (KNOWN)                     server=pbx.example  until=50040  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to b               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509080  why=accepted  cause=icmp
    80  target_failback  FIRST -> AWAY               server=pbx.example  back=100080  why=ttl_runs
 30000  world         server a is back
100080  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
100080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
100080  locate        KNOWN -> ASKING             server=pbx.example  until=110080  why=name_asked
100080  resolve       SRV _sip._udp.pbx.example   query=4
100080  answer        1 1 5060 one.example, 2 1 5060 two.example  query=4  ttl=3499
100080  locate        (ASKING)                    server=pbx.example  why=srv_found
100080  resolve       A one.example               query=5
100080  resolve       A two.example               query=6
100100  answer        a                           query=5  ttl=50
100100  locate        ASKING -> KNOWN             server=pbx.example  until=150100  why=name_answered
100100  send          REGISTER to a               attempt=3  why=name_answered
100100  answer        b                           query=6  ttl=100
100100  locate        (KNOWN)                     server=pbx.example  until=150100  why=name_answered
100120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3609120  why=accepted
100120  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
