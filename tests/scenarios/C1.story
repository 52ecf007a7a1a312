# C1, A6: successive mode has one binding at a time; a 503 sends the REGISTER to the next server at once.
server a answers REGISTER 503
server b answers REGISTER 200 expires=600
line 1 servers=a,b mode=successive jitter_percent=0 quarantine_s=0
start line 1
show usual,bindings
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        503                         attempt=1
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=600
    40  binding       ABSENT -> HELD              server=b  expires=600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=519040  why=accepted  status=503
    40  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  report        line ON_BACKUP              server=b  since=40  why=failover_status  status=503
