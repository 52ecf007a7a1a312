# C6: when no candidate accepts, again after a wait drawn from the upper half of min(max, base*2^failures):
# here up to 20, 40, 60, 60 s. The user's request ends the wait; a 2xx resets it.
server a is unreachable
line 1 servers=a retry_base_s=10 retry_max_s=60 jitter_percent=0 quarantine_s=0
start line 1
at 200s server a is back
at 200s register line 1
at 201s server a is unreachable
at 201s register line 1
show moves,world
until 210s
----
     0  registration  OFF -> REGISTERING          why=started
    20  registration  REGISTERING -> WAITING      next_try=12128  why=no_candidate_left  cause=icmp
 12128  registration  WAITING -> REGISTERING      why=wait_over
 12148  registration  REGISTERING -> WAITING      next_try=37271  why=no_candidate_left  cause=icmp
 37271  registration  WAITING -> REGISTERING      why=wait_over
 37291  registration  REGISTERING -> WAITING      next_try=69544  why=no_candidate_left  cause=icmp
 69544  registration  WAITING -> REGISTERING      why=wait_over
 69564  registration  REGISTERING -> WAITING      next_try=103289  why=no_candidate_left  cause=icmp
103289  registration  WAITING -> REGISTERING      why=wait_over
103309  registration  REGISTERING -> WAITING      next_try=144264  why=no_candidate_left  cause=icmp
144264  registration  WAITING -> REGISTERING      why=wait_over
144284  registration  REGISTERING -> WAITING      next_try=179753  why=no_candidate_left  cause=icmp
179753  registration  WAITING -> REGISTERING      why=wait_over
179773  registration  REGISTERING -> WAITING      next_try=230329  why=no_candidate_left  cause=icmp
200000  world         server a is back
200000  world         register line 1
200000  registration  WAITING -> REGISTERING      why=user_wish
200020  registration  REGISTERING -> REGISTERED   server=a  refresh=3758520  why=accepted
201000  world         server a is unreachable
201000  world         register line 1
201000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
201020  registration  REGISTERING -> WAITING      next_try=216770  why=no_candidate_left  cause=icmp
