# A14: a target that failed by silence or transport is skipped later in the same pass, whatever server
# it belongs to: a and b are one host, so that c comes next.
server a is silent
line 1 servers=a,a,c jitter_percent=0 quarantine_s=0
start line 1
show moves,attempts,sends
until 10s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to c               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=c  refresh=3487020  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=127520  why=probe_waits
