# D1, C9, A14, C6. Case 37: a peer probes with Expires 0. Ours is D1's: a REGISTER that registers;
# its 2xx moves the line. C9: the old server's binding is then removed, our Contact alone, and the
# new one refreshed. Case 36: when the last server fails, the next pass tries all of them again
# (A14, C6).
server a is unreachable
line 1 servers=a,b failback_interval_s=60 unregister_old=on contact_per_server=on jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a is back
at 90s server a is unreachable
at 90s server b is unreachable
at 90s register line 1
at 100s server a is back
show moves,sends,bindings,world
until 160s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  binding       ABSENT -> HELD              server=b  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=60040  why=probe_waits
 30000  world         server a is back
 60040  failback      AWAY -> PROBING             server=a  why=probe_due
 60040  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 60060  binding       ABSENT -> HELD              server=a  expires=3660060  why=accepted
 60060  binding       HELD -> LEFT                server=b  expires=3600040  why=binding_left
 60060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3579060  why=probe_accepted
 60060  failback      PROBING -> HOME             why=came_back
 60060  send          REGISTER to b               attempt=4  for=remove  expires=0  why=unregister_old
 60080  binding       LEFT -> ABSENT              server=b  why=binding_removed
 60080  registration  REGISTERED -> REGISTERING   server=a  why=removed_elsewhere
 60080  send          REGISTER to a               attempt=5  why=working_candidate
 60100  registration  REGISTERING -> REGISTERED   server=a  refresh=3579100  why=accepted
 90000  world         server a is unreachable
 90000  world         server b is unreachable
 90000  world         register line 1
 90000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 90000  send          REGISTER to a               attempt=6  why=first_candidate
 90020  send          REGISTER to b               attempt=7  why=next_candidate
 90040  binding       HELD -> LEFT                server=a  expires=3660100  why=binding_left
 90040  registration  REGISTERING -> WAITING      next_try=142577  why=no_candidate_left  cause=icmp
100000  world         server a is back
142577  registration  WAITING -> REGISTERING      why=wait_over
142577  send          REGISTER to a               attempt=8  why=first_candidate
142597  binding       LEFT -> HELD                server=a  expires=3742597  why=accepted
142597  registration  REGISTERING -> REGISTERED   server=a  refresh=3661597  why=accepted
