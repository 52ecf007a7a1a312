# B13, C1b: one REGISTER at a time to a server, and the refresh comes first: the probe gives way, and is made once more
# when the refresh is over; where the next refresh meets it again, after the interval. The user's own request starts at
# proxy 1 itself.
server c is silent
server d answers REGISTER 200 expires=22
line 1 servers=a a.proxies=c,d retry_counts=4 proxy_failback_interval_s=20 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 85s register line 1
show moves,attempts,sends,world
until 105s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  resend        REGISTER to c               attempt=1
  3500  resend        REGISTER to c               attempt=1
  7500  resend        REGISTER to c               attempt=1
 11500  attempt 1     failed                      why=silence
 11500  send          REGISTER to d               attempt=2  why=next_candidate
 11520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=22520  why=accepted  cause=silence
 11520  proxy_failback  HOME -> AWAY                server=a  probe=31520  why=proxy_probe_waits
 22520  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 22520  send          REGISTER to d               attempt=3  why=working_candidate
 22540  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=33540  why=accepted
 31520  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 31520  send          REGISTER to c               attempt=4  for=probe  why=proxy_probe_due
 32020  resend        REGISTER to c               attempt=4
 33020  resend        REGISTER to c               attempt=4
 33540  order         Abandon                     attempt=4  why=waits_turn
 33540  proxy_failback  PROBING -> DUE              server=a  why=waits_turn
 33540  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 33540  send          REGISTER to d               attempt=5  why=working_candidate
 33560  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=44560  why=accepted
 33560  proxy_failback  DUE -> PROBING              server=a  why=turn_came
 33560  send          REGISTER to c               attempt=6  for=probe  why=turn_came
 34060  resend        REGISTER to c               attempt=6
 35060  resend        REGISTER to c               attempt=6
 37060  resend        REGISTER to c               attempt=6
 41060  resend        REGISTER to c               attempt=6
 44560  order         Abandon                     attempt=6  why=waits_turn
 44560  proxy_failback  PROBING -> AWAY             server=a  probe=64560  why=waits_turn
 44560  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 44560  send          REGISTER to d               attempt=7  why=working_candidate
 44580  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=55580  why=accepted
 55580  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 55580  send          REGISTER to d               attempt=8  why=working_candidate
 55600  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=66600  why=accepted
 64560  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 64560  send          REGISTER to c               attempt=9  for=probe  why=proxy_probe_due
 65060  resend        REGISTER to c               attempt=9
 66060  resend        REGISTER to c               attempt=9
 66600  order         Abandon                     attempt=9  why=waits_turn
 66600  proxy_failback  PROBING -> DUE              server=a  why=waits_turn
 66600  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 66600  send          REGISTER to d               attempt=10  why=working_candidate
 66620  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=77620  why=accepted
 66620  proxy_failback  DUE -> PROBING              server=a  why=turn_came
 66620  send          REGISTER to c               attempt=11  for=probe  why=turn_came
 67120  resend        REGISTER to c               attempt=11
 68120  resend        REGISTER to c               attempt=11
 70120  resend        REGISTER to c               attempt=11
 74120  resend        REGISTER to c               attempt=11
 77620  order         Abandon                     attempt=11  why=waits_turn
 77620  proxy_failback  PROBING -> AWAY             server=a  probe=97620  why=waits_turn
 77620  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 77620  send          REGISTER to d               attempt=12  why=working_candidate
 77640  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=88640  why=accepted
 85000  world         register line 1
 85000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 85000  send          REGISTER to c               attempt=13  why=first_candidate
 85500  resend        REGISTER to c               attempt=13
 86500  resend        REGISTER to c               attempt=13
 88500  resend        REGISTER to c               attempt=13
 92500  resend        REGISTER to c               attempt=13
 96500  attempt 13    failed                      why=silence
 96500  send          REGISTER to d               attempt=14  why=next_candidate
 96520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=107520  why=accepted
 97620  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 97620  send          REGISTER to c               attempt=15  for=probe  why=proxy_probe_due
 98120  resend        REGISTER to c               attempt=15
 99120  resend        REGISTER to c               attempt=15
101120  resend        REGISTER to c               attempt=15
