# C6, C13. Field pain 37 (also 4, 31): after some minutes of outage a phone gave up until it was
# restarted. C6, C13: it goes on, waiting 30..60, 60..120, 120..240 and then 150..300 s each time,
# and is back within one such wait (H11).
server a is unreachable
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20min server a is back
show moves,world
until 25min
----
      0  registration  OFF -> REGISTERING          why=started
     20  registration  REGISTERING -> WAITING      next_try=52557  why=no_candidate_left  cause=icmp
  52557  registration  WAITING -> REGISTERING      why=wait_over
  52577  registration  REGISTERING -> WAITING      next_try=135604  why=no_candidate_left  cause=icmp
 135604  registration  WAITING -> REGISTERING      why=wait_over
 135624  registration  REGISTERING -> WAITING      next_try=307053  why=no_candidate_left  cause=icmp
 307053  registration  WAITING -> REGISTERING      why=wait_over
 307073  registration  REGISTERING -> WAITING      next_try=566748  why=no_candidate_left  cause=icmp
 566748  registration  WAITING -> REGISTERING      why=wait_over
 566768  registration  REGISTERING -> WAITING      next_try=864427  why=no_candidate_left  cause=icmp
 864427  registration  WAITING -> REGISTERING      why=wait_over
 864447  registration  REGISTERING -> WAITING      next_try=1082588  why=no_candidate_left  cause=icmp
1082588  registration  WAITING -> REGISTERING      why=wait_over
1082608  registration  REGISTERING -> WAITING      next_try=1371463  why=no_candidate_left  cause=icmp
1200000  world         server a is back
1371463  registration  WAITING -> REGISTERING      why=wait_over
1371483  registration  REGISTERING -> REGISTERED   server=a  refresh=4929983  why=accepted
