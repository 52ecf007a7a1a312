# B14, case 58: the name that is verified is the configured domain, never the SRV target: s is certified for
# pbx.example and is taken, r for its own name one.example and is not.
server r at tls:192.0.2.1:5061
server s at tls:192.0.2.2:5061
server r is certified for one.example
server s is certified for pbx.example
name _sips._tcp.pbx.example SRV 1 1 5061 one.example, 2 1 5061 two.example
name one.example A r
name two.example A s
line 1 servers=pbx.example port=0 transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sips._tcp.pbx.example  query=1
    20  answer        1 1 5061 one.example, 2 1 5061 two.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    20  resolve       A two.example               query=3
    40  answer        r                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to r               attempt=1  why=name_answered
    40  answer        s                           query=3  ttl=60
    40  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_answered
    80  attempt 1     failed                      why=certificate_failed
    80  send          REGISTER to s               attempt=2  why=next_candidate
   140  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3509140  why=accepted  cause=certificate
