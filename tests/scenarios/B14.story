# B14: once there is a TLS candidate, those without TLS are dropped, and that is said: when TLS fails the line does not go
# on in the clear, but to the next server.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sip._udp.pbx.example SRV 0 1 5060 three.example
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name one.example A s
name two.example A t
name three.example A c
server s fails with tls
line 1 servers=x=pbx.example,d x.port=0 x.transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5061 one.example        query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=5
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=6
    40  answer        0 1 5060 three.example      query=4  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A three.example             query=7
    60  answer        s                           query=5  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  send          REGISTER to s               attempt=1  why=name_answered
    60  answer        t                           query=6  ttl=60
    60  locate        (KNOWN)                     server=pbx.example  why=downgrade_refused
    60  locate        (KNOWN)                     server=pbx.example  until=60040  why=name_answered
    60  answer        c                           query=7  ttl=60
    60  locate        (KNOWN)                     server=pbx.example  until=60040  why=name_answered
    80  attempt 1     failed                      why=tls_failed
    80  send          REGISTER to d               attempt=2  why=next_candidate
   100  registration  REGISTERING -> REGISTERED   server=d  refresh=3509100  why=accepted  cause=tls
   100  failback      HOME -> AWAY                probe=120100  why=probe_waits
