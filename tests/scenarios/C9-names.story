# C9: from one target to another of the same server nothing is removed: it is one binding, with one Call-ID (C1a). From
# the server to c it is, where it stands; b's 503 ends that one attempt, and c is refreshed.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example,c unregister_old=on contact_per_server=on address_family=ipv4 jitter_percent=0
line 1 quarantine_s=0 keepalive_s=0 retry_counts=0
start line 1
at 10s server a answers REGISTER 503
at 10s register line 1
at 20s server b answers REGISTER 503
at 20s register line 1
show moves,attempts,sends,bindings,series
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  series=1  why=name_answered
    40  binding       ABSENT -> HELD              server=pbx.example  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3490540  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 10000  send          REGISTER to a               attempt=2  series=1  why=first_candidate
 10020  attempt 2     failed                      why=failover_status  status=503
 10020  send          REGISTER to b               attempt=3  series=1  why=next_candidate
 10040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3500540  why=accepted  status=503
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 20000  send          REGISTER to a               attempt=4  series=1  why=first_candidate
 20020  attempt 4     failed                      why=failover_status  status=503
 20020  send          REGISTER to b               attempt=5  series=1  why=next_candidate
 20040  attempt 5     failed                      why=failover_status  status=503
 20040  send          REGISTER to c               attempt=6  series=2  why=next_candidate
 20060  binding       ABSENT -> HELD              server=c  expires=3620060  why=accepted
 20060  binding       HELD -> LEFT                server=pbx.example  expires=3610040  why=binding_left
 20060  registration  REGISTERING -> REGISTERED   server=c  from=pbx.example  refresh=3510560  why=accepted  status=503
 20060  failback      HOME -> AWAY                probe=140060  why=probe_waits
 20060  send          REGISTER to b               attempt=7  for=remove  series=1  expires=0  why=unregister_old
 20080  attempt 7     failed                      why=failover_status  status=503
 20080  binding       LEFT -> ABSENT              server=pbx.example  why=removal_failed
 20080  registration  REGISTERED -> REGISTERING   server=c  why=removed_elsewhere
 20080  send          REGISTER to c               attempt=8  series=2  why=working_candidate
 20100  registration  REGISTERING -> REGISTERED   server=c  refresh=3510600  why=accepted
