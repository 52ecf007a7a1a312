# B11a, B3: DNS is dead from the beginning, and the phone has an address record alone: it knows of no NAPTR and no SRV
# of that name, so that the resolution comes to its end.
static pbx.example A a ttl=600
name pbx.example fails with refused
name _sips._tcp.pbx.example fails with refused
name _sip._tcp.pbx.example fails with refused
name _sip._udp.pbx.example fails with refused
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no data                     query=1  static
    20  locate        (ASKING)                    server=pbx.example  why=static_used
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        no data                     query=2  static
    40  locate        (ASKING)                    server=pbx.example  why=static_used
    40  answer        no data                     query=3  static
    40  locate        (ASKING)                    server=pbx.example  why=static_used
    40  answer        no data                     query=4  static
    40  locate        (ASKING)                    server=pbx.example  why=static_used
    40  locate        (ASKING)                    server=pbx.example  why=addresses_asked
    40  resolve       A pbx.example               query=5
    60  answer        a                           query=5  ttl=600  static
    60  locate        (ASKING)                    server=pbx.example  why=static_used
    60  locate        ASKING -> KNOWN             server=pbx.example  until=30060  why=name_answered
    60  send          REGISTER to a               attempt=1  why=name_answered
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548580  why=accepted
