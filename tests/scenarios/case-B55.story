# B8a, B12. Case 55: the TTL is over, and the name has no address any more. B8a: "there is none"
# takes the place of the kept answer; B12: the binding stays until the refresh; that goes to the
# next server.
name pbx.example A a ttl=30
line 1 servers=x=pbx.example,b address_family=ipv4 expires_s=120 failback_interval_s=100 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s name pbx.example has none
at 70s name pbx.example A a ttl=30
show moves,sends,names,bindings,world
until 130s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a                           query=1  ttl=30
    20  locate        ASKING -> KNOWN             server=pbx.example  until=30020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  binding       ABSENT -> HELD              server=pbx.example  expires=120040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=60040  why=accepted
 20000  world         name pbx.example has none
 60040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 60040  locate        KNOWN -> ASKING             server=pbx.example  until=70040  why=name_asked
 60040  resolve       A pbx.example               query=2
 60060  answer        no data                     query=2
 60060  locate        (ASKING)                    server=pbx.example  why=target_gone
 60060  locate        ASKING -> NONE              server=pbx.example  why=name_none  cause=unresolved
 60060  send          REGISTER to b               attempt=2  why=name_answered
 60080  binding       ABSENT -> HELD              server=b  expires=180080  why=accepted
 60080  binding       HELD -> LEFT                server=pbx.example  expires=120040  why=binding_left
 60080  registration  REGISTERING -> REGISTERED   server=b  from=pbx.example  refresh=120080  why=accepted  cause=unresolved
 60080  failback      HOME -> AWAY                probe=160080  why=probe_waits
 70000  world         name pbx.example A a ttl=30
120040  binding       LEFT -> ABSENT              server=pbx.example  why=binding_expired
120080  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
120080  locate        NONE -> ASKING              server=pbx.example  until=130080  why=name_asked
120080  resolve       A pbx.example               query=3
120080  send          REGISTER to b               attempt=3  why=working_candidate
120100  answer        a                           query=3  ttl=30
120100  locate        ASKING -> KNOWN             server=pbx.example  until=150100  why=name_answered
120100  registration  REGISTERING -> REGISTERED   server=b  refresh=180100  why=accepted
