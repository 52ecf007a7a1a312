# A6a, C3a: local errors of a line that stays in service double no wait, whatever failed before them.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 retry_base_s=30 address_family=ipv4
start line 1
server b is unreachable
at 10s name pbx.example A b ttl=3600
at 20s network back line 1 address=changed
at 30s network lost line 1
at 300s network back line 1
show moves,attempts,sends
until 400s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 20020  send          REGISTER to b               attempt=2  why=name_answered
 20040  attempt 2     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=72577  why=stays_in_service  cause=icmp
 72577  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 72577  send          REGISTER to b               attempt=3  why=next_candidate
 72577  attempt 3     failed                      why=local_error
 72577  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=125689  why=stays_in_service  cause=local
125689  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
125689  send          REGISTER to b               attempt=4  why=next_candidate
125689  attempt 4     failed                      why=local_error
125689  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=157942  why=stays_in_service  cause=local
157942  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
157942  send          REGISTER to b               attempt=5  why=next_candidate
157942  attempt 5     failed                      why=local_error
157942  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=191667  why=stays_in_service  cause=local
191667  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
191667  send          REGISTER to b               attempt=6  why=next_candidate
191667  attempt 6     failed                      why=local_error
191667  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=232622  why=stays_in_service  cause=local
232622  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
232622  send          REGISTER to b               attempt=7  why=next_candidate
232622  attempt 7     failed                      why=local_error
232622  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=268091  why=stays_in_service  cause=local
268091  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
268091  send          REGISTER to b               attempt=8  why=next_candidate
268091  attempt 8     failed                      why=local_error
268091  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=318647  why=stays_in_service  cause=local
300000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=network_back
300000  send          REGISTER to b               attempt=9  why=next_candidate
300020  attempt 9     failed                      why=icmp_unreachable
300020  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=350700  why=stays_in_service  cause=icmp
350700  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
350700  send          REGISTER to b               attempt=10  why=next_candidate
350720  attempt 10    failed                      why=icmp_unreachable
350720  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=455784  why=stays_in_service  cause=icmp
