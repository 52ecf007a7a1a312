# C11: after a failover the first attempt on the new server leaves up to storm_spread_ms later; not where the user
# waits for it, and not for the first of a pass.
line 1 servers=a,b storm_spread_ms=4000 jitter_percent=0 quarantine_s=0 keepalive_s=0 failback_servers=never seed=1
line 2 servers=a,b storm_spread_ms=4000 jitter_percent=0 quarantine_s=0 keepalive_s=0 failback_servers=never seed=2
server a answers REGISTER 200 expires=20
start line 1
start line 2
at 5s server a is unreachable
at 30s register line 1
show moves,attempts,sends,world
until 31s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
    20  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=10020  why=accepted
    20  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=10020  why=accepted
  5000          world         server a is unreachable
 10020  line 1  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 10020  line 1  send          REGISTER to a               attempt=2  why=working_candidate
 10020  line 2  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 10020  line 2  send          REGISTER to a               attempt=2  why=working_candidate
 10040  line 1  attempt 2     failed                      why=icmp_unreachable
 10040  line 1  attempt       IDLE -> SPREAD              until=13503  why=storm_spread
 10040  line 2  attempt 2     failed                      why=icmp_unreachable
 10040  line 2  attempt       IDLE -> SPREAD              until=11340  why=storm_spread
 11340  line 2  send          REGISTER to b               attempt=3  why=next_candidate
 11360  line 2  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3530360  why=accepted  cause=icmp
 13503  line 1  send          REGISTER to b               attempt=3  why=next_candidate
 13523  line 1  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3532523  why=accepted  cause=icmp
 30000          world         register line 1
 30000  line 1  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 30000  line 1  send          REGISTER to a               attempt=4  why=first_candidate
 30020  line 1  attempt 4     failed                      why=icmp_unreachable
 30020  line 1  send          REGISTER to b               attempt=5  why=next_candidate
 30040  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3549040  why=accepted
