# B11, B12. Case 57: the name's address changes. B11: it is asked again at the first need after its
# TTL; B12: the refresh goes to the new address, not earlier, and the registration is in no moment
# lost.
name pbx.example A a ttl=60
line 1 servers=x=pbx.example address_family=ipv4 expires_s=180 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 50s name pbx.example A b ttl=60
show moves,sends,names,bindings,reports,world
until 140s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  binding       ABSENT -> HELD              server=pbx.example  expires=180040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=128540  why=accepted
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 50000  world         name pbx.example A b ttl=60
128540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
128540  locate        KNOWN -> ASKING             server=pbx.example  until=138540  why=name_asked
128540  resolve       A pbx.example               query=2
128560  answer        b                           query=2  ttl=60
128560  locate        (ASKING)                    server=pbx.example  why=target_gone
128560  locate        ASKING -> KNOWN             server=pbx.example  until=188560  why=name_answered
128560  send          REGISTER to b               attempt=2  why=name_answered
128580  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=257080  why=accepted
128580  report        line REGISTERED             server=pbx.example  at=b  since=128580  why=accepted
