# C14: swapped order while registered on a: the working server is now the second, and D1 brings the line to the first.
line 1 servers=a,b failback_interval_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 servers=b,a
show moves,attempts,sends,world,bindings
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  world         configure line 1 servers=b,a
 10000  failback      HOME -> AWAY                probe=40000  why=probe_waits
 10000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
 10000  send          REGISTER to a               attempt=2  why=working_candidate
 10020  registration  REGISTERING -> REGISTERED   server=a  refresh=3529020  why=accepted
 40000  failback      AWAY -> PROBING             server=b  why=probe_due
 40000  send          REGISTER to b               attempt=3  for=probe  why=probe_due
 40020  binding       ABSENT -> HELD              server=b  expires=3640020  why=accepted
 40020  binding       HELD -> LEFT                server=a  expires=3610020  why=binding_left
 40020  registration  REGISTERED -> REGISTERED    server=b  from=a  refresh=3559020  why=probe_accepted
 40020  failback      PROBING -> HOME             why=came_back
