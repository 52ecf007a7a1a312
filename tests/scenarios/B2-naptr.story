# B2: with a port other than 0 only addresses are looked up, though the transport is DNS-NAPTR; it is UDP then. The
# guide's own example is such a configuration (G2a).
server u at udp:192.0.2.1:5070
name pbx.example A 192.0.2.1 ttl=60
name pbx.example NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.pbx.example
name _sip._tcp.pbx.example SRV 0 1 5060 other.example
line 1 servers=pbx.example port=5070 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        u                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to u               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=u  refresh=3548540  why=accepted
