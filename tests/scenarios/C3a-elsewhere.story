# C3a: the connection under the binding is lost, and the name has other addresses by then, where nobody listens: the
# binding stands, but nothing comes in by it any more. The REGISTER goes on by C6's waits, not with the next refresh.
server a at tcp:192.0.2.1:5060
server b at tcp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example transport=tcp address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30
start line 1
server b fails with refused
at 10s name pbx.example A b ttl=5
at 20s connection to a breaks line 1
at 70s server b is back
show moves,attempts,sends
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548560  why=accepted
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=flow_lost
 20020  send          REGISTER to b               attempt=2  why=name_answered
 20040  attempt 2     failed                      why=connection_refused
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=72577  why=stays_in_service  cause=refused
 72577  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 72597  send          REGISTER to b               attempt=3  why=name_answered
 72637  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3621137  why=accepted
