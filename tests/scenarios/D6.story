# D6: the moment is a deadline: a registration pass that starts at the first target leaves when it comes, 100.06 s. A
# request starts at the first from then on, also while that pass is under way; 1 us before the moment it does not.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=duration failback_timeout_s=100 address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 20s server a is back
at 20s server a delays 400ms
at 100059999us request line 1
at 100060001us request line 1
at 101s request line 1
show moves,attempts,sends,world
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=100060  why=duration_runs
 20000  world         server a is back
 20000  world         server a delays 400ms
100059.999  world         request line 1
100059.999  send          OTHER to b                  attempt=3  for=request  why=request_wanted
100060  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
100060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
100060  send          REGISTER to a               attempt=4  why=duration_over
100060.001  world         request line 1
100060.001  send          OTHER to a                  attempt=5  for=request  why=new_request_first
100460  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3609460  why=accepted
100460  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
101000  world         request line 1
101000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
