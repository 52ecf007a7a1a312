# B8, B11. Case 55: the SRV record's time is over, and the name itself has no address: the refresh asks SRV again, and
# the registration survives.
name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=30
name one.example A a ttl=3600
name pbx.example A has none
line 1 servers=pbx.example port=0 expires_s=120 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,sends,names,bindings
until 130s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        0 1 5060 one.example        query=1  ttl=30
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    40  answer        a                           query=2  ttl=3600
    40  locate        ASKING -> KNOWN             server=pbx.example  until=30020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  binding       ABSENT -> HELD              server=pbx.example  expires=120060  why=accepted
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=68560  why=accepted
 68560  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 68560  locate        KNOWN -> ASKING             server=pbx.example  until=78560  why=name_asked
 68560  resolve       SRV _sip._udp.pbx.example   query=3
 68580  answer        0 1 5060 one.example        query=3  ttl=30
 68580  locate        (ASKING)                    server=pbx.example  why=srv_found
 68580  resolve       A one.example               query=4
 68580  answer        a                           query=4  ttl=3531
 68580  locate        ASKING -> KNOWN             server=pbx.example  until=98580  why=name_answered
 68580  send          REGISTER to a               attempt=2  why=name_answered
 68600  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=137100  why=accepted
