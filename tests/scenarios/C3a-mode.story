# C3a, C14: another mode does not make a line forget that nothing may come in by its binding.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
server c at udp:192.0.2.3:5060
name pbx.example A b ttl=5
line 1 servers=a,pbx.example mode=concurrent address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30 keepalive_s=0 failback_servers=never
server a is unreachable
start line 1
server c is unreachable
at 10s name pbx.example A c ttl=5
at 20s network back line 1 address=changed
at 30s configure line 1 mode=successive
at 100s server c is back
show moves,attempts,sends
until 120s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=pbx.example  why=started
    20  send          REGISTER to b               attempt=2  why=name_answered
    20  attempt 1     failed                      why=icmp_unreachable
    20  registration  REGISTERING -> WAITING      of=a  next_try=52557  why=no_candidate_left  cause=icmp
    40  registration  REGISTERING -> REGISTERED   of=pbx.example  server=pbx.example  at=b  refresh=3548540  why=accepted
    40  working       on pbx.example              why=working_changed
 20000  registration  REGISTERED -> REGISTERING   of=pbx.example  server=pbx.example  why=address_changed
 20020  send          REGISTER to c               attempt=3  why=name_answered
 20040  attempt 3     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> REGISTERED   of=pbx.example  server=pbx.example  refresh=73152  why=stays_in_service  cause=icmp
 30000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=config_changed
 30000  send          REGISTER to a               attempt=4  why=next_candidate
 30020  attempt 4     failed                      why=icmp_unreachable
 30020  send          REGISTER to c               attempt=5  why=next_candidate
 30040  attempt 5     failed                      why=icmp_unreachable
 30040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=62293  why=stays_in_service  cause=icmp
 62293  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 62293  send          REGISTER to a               attempt=6  why=next_candidate
 62313  attempt 6     failed                      why=icmp_unreachable
 62313  send          REGISTER to c               attempt=7  why=next_candidate
 62333  attempt 7     failed                      why=icmp_unreachable
 62333  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=174132  why=stays_in_service  cause=icmp
