# B10: an address that a name has twice is one target, at its first place. Across servers none is removed, but what
# was silent in this pass is not tried again under another server's name (A14).
server a is silent
name one.example A a,b,a ttl=60
name two.example A a,c ttl=60
server b answers REGISTER 503
server c answers REGISTER 503
line 1 servers=one.example,two.example address_family=ipv4 retry_counts=1 retry_base_s=10 retry_max_s=10
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 5s server a answers REGISTER 503
show moves,attempts,sends
until 15s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  attempt 1     failed                      why=silence
  1520  send          REGISTER to b               attempt=2  why=next_candidate
  1540  attempt 2     failed                      why=failover_status  status=503
  1540  send          REGISTER to c               attempt=3  why=next_candidate
  1560  attempt 3     failed                      why=failover_status  status=503
  1560  registration  REGISTERING -> WAITING      next_try=11560  why=no_candidate_left  status=503
 11560  registration  WAITING -> REGISTERING      why=wait_over
 11560  send          REGISTER to a               attempt=4  why=first_candidate
 11580  attempt 4     failed                      why=failover_status  status=503
 11580  send          REGISTER to b               attempt=5  why=next_candidate
 11600  attempt 5     failed                      why=failover_status  status=503
 11600  send          REGISTER to a               attempt=6  why=next_candidate
 11620  attempt 6     failed                      why=failover_status  status=503
 11620  send          REGISTER to c               attempt=7  why=next_candidate
 11640  attempt 7     failed                      why=failover_status  status=503
 11640  registration  REGISTERING -> WAITING      next_try=21640  why=no_candidate_left  status=503
