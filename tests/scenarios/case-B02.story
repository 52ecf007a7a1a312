# A6, A1. Case 02: nothing listens at the SRV target of priority 0. With an ICMP error priority 1 is tried at once (line
# 1); where the packets vanish (line 2) after A1's budget.
name _sip._udp.one.example SRV 0 1 5060 a.example, 1 1 5060 b.example
name _sip._udp.two.example SRV 0 1 5060 c.example, 1 1 5060 b.example
name a.example A a
name b.example A b
name c.example A c
server a is unreachable
server c is silent
line 1 servers=one.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=two.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show moves,attempts,sends
until 10s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
    40  line 1  send          REGISTER to a               attempt=1  why=name_answered
    40  line 2  send          REGISTER to c               attempt=1  why=name_answered
    60  line 1  attempt 1     failed                      why=icmp_unreachable
    60  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    80  line 1  registration  REGISTERING -> REGISTERED   server=one.example  at=b  refresh=3509080  why=accepted  cause=icmp
   540  line 2  resend        REGISTER to c               attempt=1
  1540  line 2  resend        REGISTER to c               attempt=1
  3540  line 2  resend        REGISTER to c               attempt=1
  7540  line 2  attempt 1     failed                      why=silence
  7540  line 2  send          REGISTER to b               attempt=2  why=next_candidate
  7560  line 2  registration  REGISTERING -> REGISTERED   server=two.example  at=b  refresh=3516560  why=accepted  cause=silence
