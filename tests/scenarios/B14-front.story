# B14, B8a: as long as a question is open that may bring TLS, nothing less counts as known: for the 10 s of a resolution.
# Then what is known is used, and it is said that TLS is not known; when it comes later, the rest is dropped.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example answers after=11s
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name two.example A t
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s register line 1
show sends,names,moves,world
until 31s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=5
    40  answer        no such name                query=4
    60  answer        t                           query=5  ttl=60
 10000  locate        (ASKING)                    server=pbx.example  why=tls_not_known
 10000  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_waited
 10000  send          REGISTER to t               attempt=1  why=name_answered
 10040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=t  refresh=3558540  why=accepted
 11020  answer        0 1 5061 one.example        query=2  ttl=60
 11020  locate        (KNOWN)                     server=pbx.example  why=srv_found
 11020  resolve       A one.example               query=6
 11040  answer        s                           query=6  ttl=60
 11040  locate        (KNOWN)                     server=pbx.example  why=target_gone
 11040  locate        (KNOWN)                     server=pbx.example  why=downgrade_refused
 11040  locate        (KNOWN)                     server=pbx.example  until=60040  why=name_answered
 30000  world         register line 1
 30000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 30000  send          REGISTER to s               attempt=2  why=first_candidate
 30060  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3578560  why=accepted
