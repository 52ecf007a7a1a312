# B4: port 0 and a fixed transport: SRV of that transport, no NAPTR. Three servers of one name: _sip._udp, _sip._tcp,
# _sips._tcp.
server t at tcp:192.0.2.2:5062
server s at tls:192.0.2.3:5063
name pbx.example NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.other.example
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name _sip._tcp.pbx.example SRV 0 1 5062 two.example
name _sips._tcp.pbx.example SRV 0 1 5063 three.example
name one.example A a
name two.example A t
name three.example A s
server a is unreachable
server t fails with refused
line 1 servers=u=pbx.example,t=pbx.example,s=pbx.example port=0 t.transport=tcp s.transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._tcp.pbx.example   query=2
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sips._tcp.pbx.example  query=3
    20  answer        0 1 5060 one.example        query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=4
    20  answer        0 1 5062 two.example        query=2  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A two.example               query=5
    20  answer        0 1 5063 three.example      query=3  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A three.example             query=6
    40  answer        a                           query=4  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    40  answer        t                           query=5  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  answer        s                           query=6  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to t               attempt=2  why=next_candidate
    80  attempt 2     failed                      why=connection_refused
    80  send          REGISTER to s               attempt=3  why=next_candidate
   140  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3469640  why=accepted  cause=refused
   140  failback      HOME -> AWAY                probe=120140  why=probe_waits
