# C9, C1b: D1's probe of a falls due while the removal there is under way: it joins no removal, but waits its turn and
# sends its own REGISTER, whose 2xx moves the line.
line 1 servers=a,b unregister_old=on contact_per_server=on failback_interval_s=5 keepalive_s=0
line 1 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a answers REGISTER 503
at 10s register line 1
at 10030ms server a answers REGISTER 200
at 10030ms server a delays 6s
show moves,attempts,sends,bindings
until 22.1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10020  attempt 2     failed                      why=failover_status  status=503
 10020  send          REGISTER to b               attempt=3  why=next_candidate
 10040  binding       ABSENT -> HELD              server=b  expires=3610040  why=accepted
 10040  binding       HELD -> LEFT                server=a  expires=3600020  why=binding_left
 10040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3529040  why=accepted  status=503
 10040  failback      HOME -> AWAY                probe=15040  why=probe_waits
 10040  send          REGISTER to a               attempt=4  for=remove  expires=0  why=unregister_old
 10540  resend        REGISTER to a               attempt=4
 11540  resend        REGISTER to a               attempt=4
 13540  resend        REGISTER to a               attempt=4
 15040  failback      AWAY -> PROBING             server=a  why=probe_due
 16040  send          REGISTER to a               attempt=5  for=probe  why=turn_came
 16040  binding       LEFT -> ABSENT              server=a  why=binding_removed
 16040  registration  REGISTERED -> REGISTERING   server=b  why=removed_elsewhere
 16040  send          REGISTER to b               attempt=6  why=working_candidate
 16060  registration  REGISTERING -> REGISTERED   server=b  refresh=3535060  why=accepted
 16540  resend        REGISTER to a               attempt=5
 17540  resend        REGISTER to a               attempt=5
 19540  resend        REGISTER to a               attempt=5
 22040  binding       ABSENT -> HELD              server=a  expires=3622040  why=accepted
 22040  binding       HELD -> LEFT                server=b  expires=3616060  why=binding_left
 22040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3541040  why=probe_accepted
 22040  failback      PROBING -> HOME             why=came_back
 22040  send          REGISTER to b               attempt=7  for=remove  expires=0  why=unregister_old
 22060  binding       LEFT -> ABSENT              server=b  why=binding_removed
 22060  registration  REGISTERED -> REGISTERING   server=a  why=removed_elsewhere
 22060  send          REGISTER to a               attempt=8  why=working_candidate
