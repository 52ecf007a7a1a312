# A12, B7. Case 05: three TCP SRV targets, all refuse: tried in the order of their priorities, and the failure is
# reported at once after the third.
server a at tcp:192.0.2.1
server b at tcp:192.0.2.2
server c at tcp:192.0.2.3
server a fails with refused
server b fails with refused
server c fails with refused
name _sip._tcp.pbx.example SRV 3 1 5060 c.example, 1 1 5060 a.example, 2 1 5060 b.example
name a.example A a
name b.example A b
name c.example A c
line 1 servers=pbx.example port=0 transport=tcp retry_base_s=30 retry_max_s=30 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,reports
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  attempt 1     failed                      why=connection_refused
    60  send          REGISTER to b               attempt=2  why=next_candidate
    80  attempt 2     failed                      why=connection_refused
    80  send          REGISTER to c               attempt=3  why=next_candidate
   100  attempt 3     failed                      why=connection_refused
   100  registration  REGISTERING -> WAITING      next_try=30100  why=no_candidate_left  cause=refused
   100  report        line FAILED                 since=100  next_try=30100  why=connection_refused  cause=refused
