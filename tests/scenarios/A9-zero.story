# A9: Retry-After: 0 is no rest: the user's next pass starts at a again.
server a answers REGISTER 503 retry-after=0
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s register line 1
show moves,attempts,sends,answers,world,decisions
until 2s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        503                         attempt=1  retry_after=0
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=3600
    40  attempt 2     accepted                    why=accepted  status=200
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  status=503
    40  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  line          REGISTERING -> ON_BACKUP    server=b  why=failover_status  status=503
  1000  world         register line 1
  1000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
  1000  send          REGISTER to a               attempt=3  why=first_candidate
  1020  answer        503                         attempt=3  retry_after=0
  1020  attempt 3     failed                      why=failover_status  status=503
  1020  send          REGISTER to b               attempt=4  why=next_candidate
  1040  answer        200                         attempt=4  expires=3600
  1040  attempt 4     accepted                    why=accepted  status=200
  1040  registration  REGISTERING -> REGISTERED   server=b  refresh=3520040  why=accepted
