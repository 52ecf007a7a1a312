# B12: the SRV set changes while the line is registered at a: nothing is torn down, and the next refresh goes to the new
# first target.
name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=60
name one.example A a ttl=60
name two.example A b ttl=60
line 1 servers=pbx.example port=0 expires_s=300 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s name _sip._udp.pbx.example SRV 0 1 5060 two.example ttl=60
show moves,sends,names,world,bindings
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
    20  answer        0 1 5060 one.example        query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    40  answer        a                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  binding       ABSENT -> HELD              server=pbx.example  expires=300060  why=accepted
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=248560  why=accepted
100000  world         name _sip._udp.pbx.example SRV 0 1 5060 two.example ttl=60
248560  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
248560  locate        KNOWN -> ASKING             server=pbx.example  until=258560  why=name_asked
248560  resolve       SRV _sip._udp.pbx.example   query=3
248580  answer        0 1 5060 two.example        query=3  ttl=60
248580  locate        (ASKING)                    server=pbx.example  why=srv_found
248580  resolve       A two.example               query=4
248600  answer        b                           query=4  ttl=60
248600  locate        (ASKING)                    server=pbx.example  why=target_gone
248600  locate        ASKING -> KNOWN             server=pbx.example  until=308580  why=name_answered
248600  send          REGISTER to b               attempt=2  why=name_answered
248620  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=497120  why=accepted
