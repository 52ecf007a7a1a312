# C3a: nobody is at the old address, and nobody at the new one. Each ping says so again, and the waits of C6 stay.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 retry_base_s=30 address_family=ipv4 keepalive_s=5
start line 1
server b is unreachable
at 10s name pbx.example A b ttl=5
at 15s server a is unreachable
show moves,attempts,sends,flows,settings
until 400s
----
     0  registration  OFF -> REGISTERING          why=started  rule=C3  on=Started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted  rule=C1  on=ResponseReceived  by=expires_s:3600
    40  keep-alive    a                           every=5s
 15060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=flow_lost  rule=C3a  on=FlowLost
 15080  send          REGISTER to b               attempt=2  why=name_answered
 15100  attempt 2     failed                      why=icmp_unreachable  rule=A6  on=AttemptFailed
 15100  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=67637  why=stays_in_service  cause=icmp  rule=A13  on=AttemptFailed  by=retry_base_s:30
 67637  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service  rule=A13  on=TimePassed
 67657  send          REGISTER to b               attempt=3  why=name_answered
 67677  attempt 3     failed                      why=icmp_unreachable  rule=A6  on=AttemptFailed
 67677  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=150704  why=stays_in_service  cause=icmp  rule=A13  on=AttemptFailed  by=retry_base_s:30
150704  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service  rule=A13  on=TimePassed
150724  send          REGISTER to b               attempt=4  why=name_answered
150744  attempt 4     failed                      why=icmp_unreachable  rule=A6  on=AttemptFailed
150744  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=322173  why=stays_in_service  cause=icmp  rule=A13  on=AttemptFailed  by=retry_base_s:30
322173  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service  rule=A13  on=TimePassed
322193  send          REGISTER to b               attempt=5  why=name_answered
322213  attempt 5     failed                      why=icmp_unreachable  rule=A6  on=AttemptFailed
322213  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=581888  why=stays_in_service  cause=icmp  rule=A13  on=AttemptFailed  by=retry_max_s:300
