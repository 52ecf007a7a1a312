# C12: the user's own pass is free of the limit, at 58 s; what the line itself wants stays put off to the minute's
# end, 60 s behind the first pass that counted, at 5.02 s.
server a is unreachable
line 1 servers=a retry_base_s=5 retry_max_s=5 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 58s register line 1
at 61s server a is back
show moves,world
until 75s
----
     0  registration  OFF -> REGISTERING          why=started
    20  registration  REGISTERING -> WAITING      next_try=5020  why=no_candidate_left  cause=icmp
  5020  registration  WAITING -> REGISTERING      why=wait_over
  5040  registration  REGISTERING -> WAITING      next_try=10040  why=no_candidate_left  cause=icmp
 10040  registration  WAITING -> REGISTERING      why=wait_over
 10060  registration  REGISTERING -> WAITING      next_try=15060  why=no_candidate_left  cause=icmp
 15060  registration  WAITING -> REGISTERING      why=wait_over
 15080  registration  REGISTERING -> WAITING      next_try=20080  why=no_candidate_left  cause=icmp
 20080  registration  WAITING -> REGISTERING      why=wait_over
 20100  registration  REGISTERING -> WAITING      next_try=25100  why=no_candidate_left  cause=icmp
 25100  registration  WAITING -> REGISTERING      why=wait_over
 25120  registration  REGISTERING -> WAITING      next_try=30120  why=no_candidate_left  cause=icmp
 30120  registration  WAITING -> REGISTERING      why=wait_over
 30140  registration  REGISTERING -> WAITING      next_try=35140  why=no_candidate_left  cause=icmp
 35140  registration  WAITING -> REGISTERING      why=wait_over
 35160  registration  REGISTERING -> WAITING      next_try=40160  why=no_candidate_left  cause=icmp
 40160  registration  WAITING -> REGISTERING      why=wait_over
 40180  registration  REGISTERING -> WAITING      next_try=45180  why=no_candidate_left  cause=icmp
 45180  registration  WAITING -> REGISTERING      why=wait_over
 45200  registration  REGISTERING -> WAITING      next_try=50200  why=no_candidate_left  cause=icmp
 50200  registration  WAITING -> REGISTERING      why=wait_over
 50220  registration  REGISTERING -> WAITING      next_try=55220  why=no_candidate_left  cause=icmp
 55220  registration  (WAITING)                   next_try=65020  why=put_off
 58000  world         register line 1
 58000  registration  WAITING -> REGISTERING      why=user_wish
 58020  registration  REGISTERING -> WAITING      next_try=63020  why=no_candidate_left  cause=icmp
 61000  world         server a is back
 63020  registration  (WAITING)                   next_try=65020  why=put_off
 65020  registration  WAITING -> REGISTERING      why=wait_over
 65040  registration  REGISTERING -> REGISTERED   server=a  refresh=3623540  why=accepted
