# C9: the line has come back from b to a, and a has said 2xx: the old Contact alone is removed at b, not waited for;
# answered, a is refreshed at once, since some registrars wipe all bindings of the address-of-record.
server a is unreachable
line 1 servers=a,b unregister_old=on contact_per_server=on failback_interval_s=30 keepalive_s=0
line 1 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a is back
at 10s server b delays 2s
show moves,attempts,sends,bindings,world,series
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  series=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  series=2  why=next_candidate
    40  binding       ABSENT -> HELD              server=b  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=30040  why=probe_waits
 10000  world         server a is back
 10000  world         server b delays 2s
 30040  failback      AWAY -> PROBING             server=a  why=probe_due
 30040  send          REGISTER to a               attempt=3  for=probe  series=3  why=probe_due
 30060  binding       ABSENT -> HELD              server=a  expires=3630060  why=accepted
 30060  binding       HELD -> LEFT                server=b  expires=3600040  why=binding_left
 30060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3549060  why=probe_accepted
 30060  failback      PROBING -> HOME             why=came_back
 30060  send          REGISTER to b               attempt=4  for=remove  series=2  expires=0  why=unregister_old
 30560  resend        REGISTER to b               attempt=4
 31560  resend        REGISTER to b               attempt=4
 32060  binding       LEFT -> ABSENT              server=b  why=binding_removed
 32060  registration  REGISTERED -> REGISTERING   server=a  why=removed_elsewhere
 32060  send          REGISTER to a               attempt=5  series=3  why=working_candidate
 32080  registration  REGISTERING -> REGISTERED   server=a  refresh=3551080  why=accepted
