# A11, A13: the late 2xx comes while a pass runs, which ends elsewhere with a refusal: the line stays at c, and REGISTERs
# there at once.
name pbx.example A a,b,c
server a is unreachable
server b is unreachable
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30 keepalive_s=0
start line 1
at 5s server a is back
at 5s server a delays 9s
at 5s server b is back
at 5s server b answers REGISTER 403 after=3s
at 10s register line 1
show moves,attempts,sends
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  attempt 2     failed                      why=icmp_unreachable
    60  send          REGISTER to c               attempt=3  why=next_candidate
    80  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3469580  why=accepted  cause=icmp
 10000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 10000  send          REGISTER to a               attempt=4  why=first_candidate
 10500  resend        REGISTER to a               attempt=4
 11500  resend        REGISTER to a               attempt=4
 13500  resend        REGISTER to a               attempt=4
 17500  attempt 4     failed                      why=silence
 17500  send          REGISTER to b               attempt=5  why=next_candidate
 18000  resend        REGISTER to b               attempt=5
 19000  resend        REGISTER to b               attempt=5
 20520  attempt 5     failed                      why=rejected  status=403
 20520  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=20520  why=stays_in_service  status=403
 20520  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 20520  send          REGISTER to c               attempt=6  why=working_candidate
 20540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3490040  why=accepted
