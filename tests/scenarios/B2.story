# B2: a name with a port other than 0: only its addresses are looked up; UDP where the transport is left to DNS.
server u at udp:192.0.2.21:5070
server t at tcp:192.0.2.22:5080
server u is unreachable
name one.example A 192.0.2.21 ttl=60
name two.example A 192.0.2.22 ttl=60
line 1 servers=x=one.example,y=two.example x.port=5070 x.transport=naptr y.port=5080 y.transport=tcp
line 1 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,names
until 3s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
    20  answer        u                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=one.example  until=60020  why=name_answered
    20  send          REGISTER to u               attempt=1  why=name_answered
    20  answer        t                           query=2  ttl=60
    20  locate        ASKING -> KNOWN             server=two.example  until=60020  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to t               attempt=2  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=two.example  at=t  refresh=3509080  why=accepted  cause=icmp
    80  failback      HOME -> AWAY                probe=120080  why=probe_waits
