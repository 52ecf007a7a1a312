# A6. Case 03: TCP priority 0 refuses the connection: priority 1 at once, no wait for a timer.
server a at tcp:192.0.2.1
server b at tcp:192.0.2.2
server a fails with refused
name _sip._tcp.pbx.example SRV 0 1 5060 a.example, 1 1 5060 b.example
name a.example A a
name b.example A b
line 1 servers=pbx.example port=0 transport=tcp address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  attempt 1     failed                      why=connection_refused
    60  send          REGISTER to b               attempt=2  why=next_candidate
   100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509100  why=accepted  cause=refused
