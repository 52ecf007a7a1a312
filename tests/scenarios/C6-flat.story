# C6: base and maximum equal: the wait is flat and not random (Fanvil's Reg Fail Interval, 32 s).
server a is unreachable
line 1 like fanvil servers=a
start line 1
show moves
until 100s
----
     0  registration  OFF -> REGISTERING          why=started
    20  registration  REGISTERING -> WAITING      next_try=32020  why=no_candidate_left  cause=icmp
 32020  registration  WAITING -> REGISTERING      why=wait_over
 32040  registration  REGISTERING -> WAITING      next_try=64040  why=no_candidate_left  cause=icmp
 64040  registration  WAITING -> REGISTERING      why=wait_over
 64060  registration  REGISTERING -> WAITING      next_try=96060  why=no_candidate_left  cause=icmp
 96060  registration  WAITING -> REGISTERING      why=wait_over
 96080  registration  REGISTERING -> WAITING      next_try=128080  why=no_candidate_left  cause=icmp
