# B5: flag "a" leads to the addresses of the replacement, with the service's transport and B1's port: TLS, 5061.
server s at tls:192.0.2.1:5061
name pbx.example NAPTR 10 10 "a" "SIPS+D2T" "" edge.example
name edge.example A 192.0.2.1
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        10 10 "a" SIPS+D2T edge.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       A edge.example              query=2
    40  answer        s                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to s               attempt=1  why=name_answered
   100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3548600  why=accepted
