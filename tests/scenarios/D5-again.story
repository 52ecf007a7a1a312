# D5: the clock runs since the failover: another one, from b to c at 50.06 s, starts it anew.
name pbx.example A a,b,c ttl=3600
line 1 servers=pbx.example failback_mode=duration failback_timeout_s=100 address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 50s server b is unreachable
at 50s flow lost line 1 to b cause=icmp
at 60s server b is back
show moves,attempts,sends,world
until 160s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3469560  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=100060  why=duration_runs
 50000  world         server b is unreachable
 50000  world         flow lost line 1 to b cause=icmp
 50000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=flow_lost
 50000  send          REGISTER to b               attempt=3  why=working_candidate
 50020  attempt 3     failed                      why=icmp_unreachable
 50020  send          REGISTER to a               attempt=4  why=next_candidate
 50040  attempt 4     failed                      why=icmp_unreachable
 50040  send          REGISTER to c               attempt=5  why=next_candidate
 50060  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3519560  why=accepted  cause=icmp
 60000  world         server b is back
150060  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
150060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
150060  send          REGISTER to a               attempt=6  why=duration_over
150080  attempt 6     failed                      why=icmp_unreachable
150080  send          REGISTER to b               attempt=7  why=next_candidate
150100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3619600  why=accepted  cause=icmp
150100  target_failback  TRYING -> AWAY              server=pbx.example  back=250100  why=duration_runs
