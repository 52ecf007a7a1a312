# D2, D11: new_requests on both levels: each request starts at the first target of the first server, a refresh too.
name pbx.example A a,b ttl=3600
server a is unreachable
server b is unreachable
line 1 servers=pbx.example,c failback_mode=new_requests failback_servers=new_requests address_family=ipv4
line 1 expires_s=100 retry_counts=0 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s server b is back
at 20s request line 1
show moves,attempts,sends
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  attempt 2     failed                      why=icmp_unreachable
    60  send          REGISTER to c               attempt=3  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=c  refresh=50080  why=accepted  cause=icmp
 10000  send          OTHER to a                  attempt=4  for=request  why=new_request_first
 10020  attempt 4     failed                      why=icmp_unreachable
 10020  send          OTHER to b                  attempt=5  for=request  why=next_candidate
 10040  attempt 5     failed                      why=icmp_unreachable
 10040  send          OTHER to c                  attempt=6  for=request  why=next_candidate
 20000  send          OTHER to a                  attempt=7  for=request  why=new_request_first
 20020  attempt 7     failed                      why=icmp_unreachable
 20020  send          OTHER to b                  attempt=8  for=request  why=next_candidate
 50080  registration  REGISTERED -> REGISTERING   server=c  why=refresh_due
 50080  send          REGISTER to a               attempt=9  why=first_candidate
 50100  attempt 9     failed                      why=icmp_unreachable
 50100  send          REGISTER to b               attempt=10  why=next_candidate
 50120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  from=c  refresh=100120  why=accepted  cause=icmp
