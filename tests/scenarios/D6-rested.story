# D6, A9: the call during which the moment has come ends while the first target rests, of which another line has told:
# the way back waits for the rest's end.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=duration failback_timeout_s=100 failback_when=idle address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 20s server a is back
at 90s call arrives line 1 via pbx.example
at 120s event line 1 rested target=a until=150s cause=silence
at 130s call ends line 1
show moves,attempts,sends,world
until 170s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=100060  why=duration_runs
 20000  world         server a is back
 90000  world         call arrives line 1 via pbx.example
100060  target_failback  AWAY -> DUE                 server=pbx.example  until=3700060  why=waits_for_idle
120000  world         event line 1 rested target=a until=150s cause=silence
130000  world         call ends line 1
130000  target_failback  DUE -> AWAY                 server=pbx.example  back=150000  why=all_rest
150000  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
150000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
150000  send          REGISTER to a               attempt=3  why=duration_over
150020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3659020  why=accepted
150020  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
