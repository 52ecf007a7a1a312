# A14, B7. Case 07: an SRV list of three over UDP, the first silent: the second is tried in the same pass, after A1's
# budget, not the first again after the retry interval.
server a is silent
name _sip._udp.pbx.example SRV 1 1 5060 a.example, 2 1 5060 b.example, 3 1 5060 c.example
name a.example A a
name b.example A b
name c.example A c
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends
until 10s
----
     0  registration  OFF -> REGISTERING          why=started
    40  send          REGISTER to a               attempt=1  why=name_answered
   540  resend        REGISTER to a               attempt=1
  1540  resend        REGISTER to a               attempt=1
  3540  resend        REGISTER to a               attempt=1
  7540  attempt 1     failed                      why=silence
  7540  send          REGISTER to b               attempt=2  why=next_candidate
  7560  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3477060  why=accepted  cause=silence
