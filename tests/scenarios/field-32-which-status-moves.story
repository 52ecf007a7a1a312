# A8, A6. Field pain 32 (also 17, case 14): a 408 or 404 from a server did not switch to the backup,
# and could not be made to. A8: both are answers, the user hears them (C7); A6: a list of statuses
# and classes makes them failures (line 2).
server a answers REGISTER 408
server b answers REGISTER 404
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a,b,c register_failover_statuses=408,404,5xx jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
until 5s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  answer        408                         attempt=1
    20  line 1  attempt 1     failed                      why=rejected  status=408
    20  line 1  registration  REGISTERING -> WAITING      next_try=52557  why=registration_rejected  status=408
    20  line 1  report        line FAILED                 since=20  next_try=52557  why=rejected  status=408
    20  line 2  answer        408                         attempt=1
    20  line 2  attempt 1     failed                      why=failover_status  status=408
    20  line 2  send          REGISTER to b               attempt=2  why=next_candidate
    40  line 2  answer        404                         attempt=2
    40  line 2  attempt 2     failed                      why=failover_status  status=404
    40  line 2  send          REGISTER to c               attempt=3  why=next_candidate
    60  line 2  answer        200                         attempt=3  expires=3600
    60  line 2  registration  REGISTERING -> REGISTERED   server=c  refresh=3479560  why=accepted  status=404
    60  line 2  failback      HOME -> AWAY                probe=120060  why=probe_waits
    60  line 2  report        line ON_BACKUP              server=c  since=60  why=failover_status  status=404
