# A10, A9: a certificate failure rests the target for that name only: two.example, at the same address, is tried, and
# other lines are not told.
server s at tls:192.0.2.21:5061
server s fails with certificate
name one.example A 192.0.2.21 ttl=3600
name two.example A 192.0.2.21 ttl=3600
line 1 servers=one.example,two.example port=5061 transport=tls address_family=ipv4 quarantine_s=100
line 1 retry_base_s=10 retry_max_s=10 jitter_percent=0 keepalive_s=0
line 2 servers=one.example,two.example port=5061 transport=tls address_family=ipv4 jitter_percent=0 keepalive_s=0
start line 1
at 5s server s is back
at 6s start line 2
show moves,attempts,sends,rests
until 20s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
    20  line 1  send          REGISTER to s               attempt=1  why=name_answered
    40  line 1  attempt 1     failed                      why=certificate_failed
    40  line 1  rest          of s                        until=100040  why=quarantined
    40  line 1  send          REGISTER to s               attempt=2  why=next_candidate
    60  line 1  attempt 2     failed                      why=certificate_failed
    60  line 1  rest          of s                        until=100060  why=quarantined
    60  line 1  registration  REGISTERING -> WAITING      next_try=100040  why=no_candidate_left  cause=certificate
  6000  line 2  registration  OFF -> REGISTERING          why=started
  6000  line 2  send          REGISTER to s               attempt=1  why=name_answered
  6060  line 2  registration  REGISTERING -> REGISTERED   server=one.example  at=s  refresh=3515060  why=accepted
