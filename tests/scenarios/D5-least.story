# D5: 1..59 means 60 (1 here); 0: the line stays until the working target fails.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=duration failback_timeout_s=1 address_family=ipv4
line 2 servers=pbx.example failback_mode=duration failback_timeout_s=0 address_family=ipv4 expires_s=600
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
start line 2
at 20s server a is back
at 800s server b is unreachable
show moves,attempts,sends,world
until 1600s
----
      0  line 1  registration  OFF -> REGISTERING          why=started
      0  line 2  registration  OFF -> REGISTERING          why=started
     20  line 1  send          REGISTER to a               attempt=1  why=name_answered
     20  line 2  send          REGISTER to a               attempt=1  why=name_answered
     40  line 1  attempt 1     failed                      why=icmp_unreachable
     40  line 1  send          REGISTER to b               attempt=2  why=next_candidate
     40  line 2  attempt 1     failed                      why=icmp_unreachable
     40  line 2  send          REGISTER to b               attempt=2  why=next_candidate
     60  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
     60  line 1  target_failback  FIRST -> AWAY               server=pbx.example  back=60060  why=duration_runs
     60  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=509060  why=accepted  cause=icmp
  20000          world         server a is back
  60060  line 1  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
  60060  line 1  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
  60060  line 1  send          REGISTER to a               attempt=3  why=duration_over
  60080  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3569080  why=accepted
  60080  line 1  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 509060  line 2  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 509060  line 2  send          REGISTER to b               attempt=3  why=working_candidate
 509080  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=1018080  why=accepted
 800000          world         server b is unreachable
1018080  line 2  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
1018080  line 2  send          REGISTER to b               attempt=4  why=working_candidate
1018100  line 2  attempt 4     failed                      why=icmp_unreachable
1018100  line 2  send          REGISTER to a               attempt=5  why=next_candidate
1018120  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=1527120  why=accepted  cause=icmp
1527120  line 2  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
1527120  line 2  send          REGISTER to a               attempt=6  why=working_candidate
1527140  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=2036140  why=accepted
