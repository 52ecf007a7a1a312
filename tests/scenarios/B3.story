# B3: port 0 and DNS-NAPTR: NAPTR of the name, SRV of its replacement, addresses of the targets, one after the other.
server t at tcp:192.0.2.1:5070
name pbx.example NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.other.example
name _sip._tcp.other.example SRV 0 1 5070 one.example
name one.example A 192.0.2.1
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        50 50 "s" SIP+D2T _sip._tcp.other.example  query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=naptr_found
    20  resolve       SRV _sip._tcp.other.example  query=2
    40  answer        0 1 5070 one.example        query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=3
    60  answer        t                           query=3  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    60  send          REGISTER to t               attempt=1  why=name_answered
   100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=t  refresh=3548600  why=accepted
