# B8a, B11. Case 54: SERVFAIL for a second at the refresh: temporary; the kept answer serves, and the registration stays.
name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=60
name one.example A a ttl=60
line 1 servers=pbx.example port=0 expires_s=300 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 248s name _sip._udp.pbx.example fails with servfail
at 248s name one.example fails with servfail
at 249s name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=60
at 249s name one.example A a ttl=60
show moves,sends,names,reports,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        0 1 5060 one.example        query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  why=srv_found
    20  resolve       A one.example               query=2
    40  answer        a                           query=2  ttl=60
    40  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=248560  why=accepted
    60  report        line REGISTERED             server=pbx.example  at=a  since=60  why=accepted
248000  world         name _sip._udp.pbx.example fails with servfail
248000  world         name one.example fails with servfail
248560  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
248560  locate        KNOWN -> ASKING             server=pbx.example  until=258560  why=name_asked
248560  resolve       SRV _sip._udp.pbx.example   query=3
248580  answer        servfail                    query=3
248580  locate        ASKING -> STALE             server=pbx.example  until=278580  why=answer_stale
248580  send          REGISTER to a               attempt=2  why=name_answered
248600  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=497100  why=accepted
249000  world         name _sip._udp.pbx.example SRV 0 1 5060 one.example ttl=60
249000  world         name one.example A a ttl=60
278580  locate        (STALE)                     server=pbx.example  until=288580  why=name_asked
278580  resolve       SRV _sip._udp.pbx.example   query=4
278600  answer        0 1 5060 one.example        query=4  ttl=60
278600  locate        (STALE)                     server=pbx.example  why=srv_found
278600  resolve       A one.example               query=5
278620  answer        a                           query=5  ttl=60
278620  locate        STALE -> KNOWN              server=pbx.example  until=338600  why=name_answered
