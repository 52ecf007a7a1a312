# C14, C9: a server that is thought dead when it is removed is not asked to forget a REGISTER that it never answered.
line 1 servers=a,b jitter_percent=0 keepalive_s=0
server a is silent
start line 1
at 10s configure line 1 servers=b
show moves,attempts,sends,world,bindings
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  binding       ABSENT -> HELD              server=b  expires=3607520  why=accepted
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=127520  why=probe_waits
 10000  world         configure line 1 servers=b
 10000  failback      AWAY -> HOME                why=config_changed
 10000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 10000  send          REGISTER to b               attempt=3  why=working_candidate
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3568520  why=accepted
