# D8, D4: idle: refreshes stay at the working target during a call; the next one after it starts at the first.
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example failback_mode=registration failback_when=idle address_family=ipv4 expires_s=100
line 1 retry_counts=0 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 10s server a is back
at 40s call arrives line 1 via pbx.example
at 60s call ends line 1
show moves,sends,world
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=50060  why=accepted  cause=icmp
 10000  world         server a is back
 40000  world         call arrives line 1 via pbx.example
 50060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 50060  send          REGISTER to b               attempt=3  why=working_candidate
 50080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=100080  why=accepted
 60000  world         call ends line 1
100080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
100080  send          REGISTER to a               attempt=4  why=refresh_first
100100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=150100  why=accepted
