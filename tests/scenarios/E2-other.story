# E2, E12: another request outside dialogs has the REGISTER in front as well; OPTIONS has not.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 register_first=on failover_other=on
start line 1
at 1s server a fails with icmp
at 1s request line 1 OPTIONS
at 2s request line 1
show attempts,sends,answers,reports,calls,world
until 4s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a fails with icmp
  1000  world         request line 1 OPTIONS
  1000  send          OPTIONS to a                attempt=2  for=request  why=request_wanted
  1020  answer        icmp                        attempt=2
  1020  attempt 2     failed                      why=icmp_unreachable
  1020  send          OPTIONS to b                attempt=3  for=request  why=next_candidate
  1040  answer        200                         attempt=3
  1040  report        request 1 accepted          server=b
  2000  world         request line 1
  2000  send          OTHER to a                  attempt=4  for=request  why=request_wanted
  2020  answer        icmp                        attempt=4
  2020  attempt 4     failed                      why=icmp_unreachable
  2020  send          REGISTER to b               attempt=5  why=next_candidate
  2040  answer        200                         attempt=5  expires=3600
  2040  send          OTHER to b                  attempt=6  for=request  why=registered_first
  2040  report        line ON_BACKUP              server=b  since=2040  why=icmp_unreachable  cause=icmp
  2060  answer        200                         attempt=6
  2060  report        request 2 accepted          server=b
