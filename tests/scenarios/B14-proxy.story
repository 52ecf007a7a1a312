# B14, B13: behind an outbound proxy the certificate is wanted for the proxy's configured name.
server s at tls:192.0.2.1:5061
server s is certified for proxy.example
name _sips._tcp.proxy.example SRV 0 1 5061 edge7.hoster.example
name edge7.hoster.example A s
line 1 servers=x=192.0.2.9 x.proxies=proxy.example x.proxy1.port=0 x.proxy1.transport=tls address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,attempts,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=192.0.2.9  until=10000  why=name_asked
     0  resolve       SRV _sips._tcp.proxy.example  query=1
    20  answer        0 1 5061 edge7.hoster.example  query=1  ttl=60
    20  locate        (ASKING)                    server=192.0.2.9  why=srv_found
    20  resolve       A edge7.hoster.example      query=2
    40  answer        s                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=192.0.2.9  until=60020  why=name_answered
    40  send          REGISTER to s               attempt=1  why=name_answered
   100  registration  REGISTERING -> REGISTERED   server=192.0.2.9  at=s  refresh=3548600  why=accepted
