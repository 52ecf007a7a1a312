# C3a: the connection under the binding is lost with the network, and the name has other addresses when that is back,
# where nobody listens: nothing comes in by the binding. The REGISTER goes on by C6's waits, not with the next refresh.
server a at tcp:192.0.2.1:5060
server b at tcp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example transport=tcp address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30
start line 1
server b fails with refused
at 10s name pbx.example A b ttl=5
at 10s name pbx.example answers after=5s
at 20s connection to a breaks line 1
at 20010ms network lost line 1
at 22s network back line 1
at 60s server b is back
show moves,attempts,sends,world
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548560  why=accepted
 10000  world         name pbx.example A b ttl=5
 10000  world         name pbx.example answers after=5s
 20000  world         connection to a breaks line 1
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=flow_lost
 20010  world         network lost line 1
 22000  world         network back line 1
 25000  send          REGISTER to b               attempt=2  why=name_answered
 25020  attempt 2     failed                      why=connection_refused
 25020  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=77557  why=stays_in_service  cause=refused
 60000  world         server b is back
 77557  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 82557  send          REGISTER to b               attempt=3  why=name_answered
 82597  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3631097  why=accepted
