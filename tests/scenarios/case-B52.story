# B6, B8. Case 52: only a TCP SRV exists: SRV of every transport is asked for before any address; the address of the name
# itself is not used.
server t at tcp:192.0.2.1
name _sip._tcp.pbx.example SRV 0 1 5060 one.example
name one.example A t
name pbx.example A c
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,sends,names
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no data                     query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        no such name                query=2
    40  answer        0 1 5060 one.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=5
    40  answer        no such name                query=4
    60  answer        t                           query=5  ttl=60
    60  locate        ASKING -> KNOWN             server=pbx.example  until=60040  why=name_answered
    60  send          REGISTER to t               attempt=1  why=name_answered
   100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=t  refresh=3548600  why=accepted
