# B11, B8a, B12. Field pain 4 (also 11, 12, 29): one failing DNS answer stopped registration, for
# five minutes or for good. B11, B8a: "not known" (SERVFAIL) uses the expired answer on. B12: the
# binding stays meanwhile.
name pbx.example A a ttl=60
line 1 servers=x=pbx.example address_family=ipv4 expires_s=180 jitter_percent=0 keepalive_s=0
start line 1
at 70s name pbx.example fails with servfail
at 200s name pbx.example A b ttl=60
show moves,sends,names,reports,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=128540  why=accepted
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 70000  world         name pbx.example fails with servfail
128540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
128540  locate        KNOWN -> ASKING             server=pbx.example  until=138540  why=name_asked
128540  resolve       A pbx.example               query=2
128560  answer        servfail                    query=2
128560  locate        ASKING -> STALE             server=pbx.example  until=158560  why=answer_stale
128560  send          REGISTER to a               attempt=2  why=name_answered
128580  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=257080  why=accepted
158560  locate        (STALE)                     server=pbx.example  until=168560  why=name_asked
158560  resolve       A pbx.example               query=3
158580  answer        servfail                    query=3
158580  locate        (STALE)                     server=pbx.example  until=188580  why=answer_stale
188580  locate        (STALE)                     server=pbx.example  until=198580  why=name_asked
188580  resolve       A pbx.example               query=4
188600  answer        servfail                    query=4
188600  locate        (STALE)                     server=pbx.example  until=218600  why=answer_stale
200000  world         name pbx.example A b ttl=60
218600  locate        (STALE)                     server=pbx.example  until=228600  why=name_asked
218600  resolve       A pbx.example               query=5
218620  answer        b                           query=5  ttl=60
218620  locate        (STALE)                     server=pbx.example  why=target_gone
218620  locate        STALE -> KNOWN              server=pbx.example  until=278620  why=name_answered
257080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
257080  send          REGISTER to b               attempt=3  why=refresh_first
257100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=385600  why=accepted
257100  report        line REGISTERED             server=pbx.example  at=b  since=257100  why=accepted
