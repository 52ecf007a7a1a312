# A10: a target that failed by silence or transport rests for quarantine_s: a from 7.5 to 37.5 s, for line 2, which
# heard of it, as well. A failover status without Retry-After rests nothing.
server a is silent
line 1 servers=a,b quarantine_s=30 failback_servers=never jitter_percent=0 keepalive_s=0
line 2 servers=a,b failback_servers=never jitter_percent=0 keepalive_s=0
start line 1
at 20s register line 1
at 37499999us start line 2
at 37500ms server a answers REGISTER 503
at 37500ms register line 1
at 38s register line 1
show attempts,sends,rests,world
until 40s
----
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
   500  line 1  resend        REGISTER to a               attempt=1
  1500  line 1  resend        REGISTER to a               attempt=1
  3500  line 1  resend        REGISTER to a               attempt=1
  7500  line 1  attempt 1     failed                      why=silence
  7500  line 1  rest          of a                        until=37500  why=quarantined
  7500  line 1  rest          shared of a                 until=37500  cause=silence
  7500  line 1  send          REGISTER to b               attempt=2  why=next_candidate
  7500  line 2  rest          heard of a                  until=37500  cause=silence
 20000          world         register line 1
 20000  line 1  send          REGISTER to b               attempt=3  why=first_candidate
 37499.999          world         start line 2
 37499.999  line 2  send          REGISTER to b               attempt=1  why=first_candidate
 37500          world         server a answers REGISTER 503
 37500          world         register line 1
 37500  line 1  send          REGISTER to a               attempt=4  why=first_candidate
 37520  line 1  attempt 4     failed                      why=failover_status  status=503
 37520  line 1  send          REGISTER to b               attempt=5  why=next_candidate
 38000          world         register line 1
 38000  line 1  send          REGISTER to a               attempt=6  why=first_candidate
 38020  line 1  attempt 6     failed                      why=failover_status  status=503
 38020  line 1  send          REGISTER to b               attempt=7  why=next_candidate
