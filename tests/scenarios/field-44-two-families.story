# B9. Field pain 44 (also 26): dual-stack and IPv6-only networks needed knobs, and a family without
# a route cost a minute. B9: usable families are asked for alone: line 1 without IPv6, until it is
# there, and line 2 with nothing else. Line 3 has both, but IPv6 leads nowhere: one attempt, then
# the other family.
server a at udp:[2001:db8::1]:5060
server c at udp:[2001:db8::3]:5060
name pbx.example A b,d ttl=3600
name pbx.example AAAA a ttl=3600
name six.example A d ttl=3600
name six.example AAAA c ttl=3600
server c is silent
line 1 servers=x=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=x=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
line 3 servers=x=six.example jitter_percent=0 quarantine_s=0 keepalive_s=0
network lost line 1 families=ipv6
network lost line 2 families=ipv4
start line 1
start line 2
start line 3
at 10s network back line 1
at 20s register line 1
show moves,sends,world
until 30s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 3  registration  OFF -> REGISTERING          why=started
    20  line 1  send          REGISTER to b               attempt=1  why=name_answered
    20  line 2  send          REGISTER to a               attempt=1  why=name_answered
    20  line 3  send          REGISTER to c               attempt=1  why=name_answered
    40  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509040  why=accepted
    40  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
   520  line 3  resend        REGISTER to c               attempt=1
  1520  line 3  resend        REGISTER to c               attempt=1
  3520  line 3  resend        REGISTER to c               attempt=1
  7520  line 3  send          REGISTER to d               attempt=2  why=next_candidate
  7540  line 3  registration  REGISTERING -> REGISTERED   server=six.example  at=d  refresh=3516540  why=accepted  cause=silence
 10000          world         network back line 1
 20000          world         register line 1
 20000  line 1  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 20000  line 1  send          REGISTER to a               attempt=2  why=first_candidate
 20020  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3489520  why=accepted
