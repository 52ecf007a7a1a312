# D4, C2: concurrent: each server's refresh starts at its own first target.
name one.example A a,b ttl=3600
name two.example A c,d ttl=3600
server a is unreachable
server c is unreachable
line 1 servers=one.example,two.example mode=concurrent address_family=ipv4 expires_s=100 retry_counts=0
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 10s request line 1
show moves,attempts,sends
until 60s
----
     0  registration  OFF -> REGISTERING          of=one.example  why=started
     0  registration  OFF -> REGISTERING          of=two.example  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    20  send          REGISTER to c               attempt=2  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=3  why=next_candidate
    40  attempt 2     failed                      why=icmp_unreachable
    40  send          REGISTER to d               attempt=4  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   of=one.example  server=one.example  at=b  refresh=50060  why=accepted  cause=icmp
    60  working       on one.example              why=working_changed
    60  registration  REGISTERING -> REGISTERED   of=two.example  server=two.example  at=d  refresh=50060  why=accepted  cause=icmp
 10000  send          OTHER to b                  attempt=5  for=request  why=request_wanted
 50060  registration  REGISTERED -> REGISTERING   of=one.example  server=one.example  why=refresh_due
 50060  send          REGISTER to a               attempt=6  why=refresh_first
 50060  registration  REGISTERED -> REGISTERING   of=two.example  server=two.example  why=refresh_due
 50060  send          REGISTER to c               attempt=7  why=refresh_first
 50080  registration  REGISTERING -> REGISTERED   of=one.example  server=one.example  at=a  refresh=100080  why=accepted
 50080  working       on one.example              why=working_changed
 50080  attempt 7     failed                      why=icmp_unreachable
 50080  send          REGISTER to d               attempt=8  why=next_candidate
 50100  registration  REGISTERING -> REGISTERED   of=two.example  server=two.example  at=d  refresh=100100  why=accepted
