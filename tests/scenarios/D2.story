# D2: new_requests: every new request starts at the first target, whatever served the last one; a refresh too.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=new_requests address_family=ipv4 expires_s=200
line 1 retry_counts=1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 10s request line 1
at 20s server a is back
at 30s request line 1
show moves,attempts,sends,reports,world
until 140s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=121060  why=accepted  cause=icmp
    60  report        line REGISTERED             server=pbx.example  at=b  since=60  why=icmp_unreachable  cause=icmp
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=3  for=request  why=new_request_first
 10020  attempt 3     failed                      why=icmp_unreachable
 10020  send          OTHER to b                  attempt=4  for=request  why=next_candidate
 10040  report        request 1 accepted          server=pbx.example
 20000  world         server a is back
 30000  world         request line 1
 30000  send          OTHER to a                  attempt=5  for=request  why=new_request_first
 30020  report        request 2 accepted          server=pbx.example
121060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
121060  send          REGISTER to a               attempt=6  why=new_request_first
121080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=242080  why=accepted
121080  report        line REGISTERED             server=pbx.example  at=a  since=121080  why=accepted
