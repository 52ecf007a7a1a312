# D4: registration: requests go to the working target; the next refresh starts at the first.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=registration address_family=ipv4 expires_s=200
line 1 retry_counts=1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 10s server a is back
at 20s request line 1
at 30s network lost line 1
at 31s network back line 1
show moves,attempts,sends,world
until 160s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=121060  why=accepted  cause=icmp
 10000  world         server a is back
 20000  world         request line 1
 20000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 30000  world         network lost line 1
 31000  world         network back line 1
 31000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=network_back
 31000  send          REGISTER to b               attempt=4  why=working_candidate
 31020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=152020  why=accepted
152020  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
152020  send          REGISTER to a               attempt=5  why=refresh_first
152040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=273040  why=accepted
