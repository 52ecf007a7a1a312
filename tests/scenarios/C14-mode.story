# C14: from successive to concurrent the line registers everywhere at once. Back again it believes in one binding (H7):
# where it works; the other is left to run out.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 mode=concurrent
at 20s configure line 1 mode=successive
show moves,attempts,sends,world,bindings
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  world         configure line 1 mode=concurrent
 10000  registration  REGISTERED -> REGISTERING   of=a  server=a  why=config_changed
 10000  send          REGISTER to a               attempt=2  why=working_candidate
 10000  registration  WAITING -> REGISTERING      of=b  why=config_changed
 10000  send          REGISTER to b               attempt=3  why=first_candidate
 10020  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3568520  why=accepted
 10020  binding       ABSENT -> HELD              server=b  expires=3610020  why=accepted
 10020  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3568520  why=accepted
 20000  world         configure line 1 mode=successive
 20000  binding       HELD -> LEFT                server=b  expires=3610020  why=binding_left
 20000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
 20000  send          REGISTER to a               attempt=4  why=working_candidate
 20020  registration  REGISTERING -> REGISTERED   server=a  refresh=3539020  why=accepted
