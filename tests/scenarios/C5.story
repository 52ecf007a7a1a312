# C5: start and the user's request begin at the first candidate, a refresh at the working one.
# The line works on b. Its refresh goes to b; then the user asks, and a is tried first.
server a answers REGISTER 503
server b answers REGISTER 200 expires=300
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0
start line 1
at 230s register line 1
show moves,attempts,sends,world
until 231s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=219040  why=accepted  status=503
219040  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
219040  send          REGISTER to b               attempt=3  why=working_candidate
219060  registration  REGISTERING -> REGISTERED   server=b  refresh=438060  why=accepted
230000  world         register line 1
230000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
230000  send          REGISTER to a               attempt=4  why=first_candidate
230020  attempt 4     failed                      why=failover_status  status=503
230020  send          REGISTER to b               attempt=5  why=next_candidate
230040  registration  REGISTERING -> REGISTERED   server=b  refresh=449040  why=accepted
