# C14: a better server is added while registered: one REGISTER where the line works (C5), and D1's clock starts: the
# probe finds the new one.
line 1 servers=b failback_interval_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 servers=a,b
show moves,attempts,sends,world,bindings
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to b               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=b  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=b  refresh=3558520  why=accepted
 10000  world         configure line 1 servers=a,b
 10000  failback      HOME -> AWAY                probe=40000  why=probe_waits
 10000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 10000  send          REGISTER to b               attempt=2  why=working_candidate
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3529020  why=accepted
 40000  failback      AWAY -> PROBING             server=a  why=probe_due
 40000  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 40020  binding       ABSENT -> HELD              server=a  expires=3640020  why=accepted
 40020  binding       HELD -> LEFT                server=b  expires=3610020  why=binding_left
 40020  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3559020  why=probe_accepted
 40020  failback      PROBING -> HOME             why=came_back
