# C12: what is put off to the minute's end, 61 s, goes with the refresh where that is earlier: 25 s behind the last 2xx
# (C4). Refreshes are free, so that a binding does not run out for the limit.
server a answers REGISTER 200 expires=50
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s network back line 1 address=changed
at 1.1s network back line 1 address=changed
at 1.2s network back line 1 address=changed
at 1.3s network back line 1 address=changed
at 1.4s network back line 1 address=changed
at 1.5s network back line 1 address=changed
at 1.6s network back line 1 address=changed
at 1.7s network back line 1 address=changed
at 1.8s network back line 1 address=changed
at 1.9s network back line 1 address=changed
at 2s network back line 1 address=changed
show reports,bindings,sends
until 70s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=50020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  send          REGISTER to a               attempt=2  why=working_candidate
  1100  send          REGISTER to a               attempt=3  why=working_candidate
  1200  send          REGISTER to a               attempt=4  why=working_candidate
  1300  send          REGISTER to a               attempt=5  why=working_candidate
  1400  send          REGISTER to a               attempt=6  why=working_candidate
  1500  send          REGISTER to a               attempt=7  why=working_candidate
  1600  send          REGISTER to a               attempt=8  why=working_candidate
  1700  send          REGISTER to a               attempt=9  why=working_candidate
  1800  send          REGISTER to a               attempt=10  why=working_candidate
  1900  send          REGISTER to a               attempt=11  why=working_candidate
 26920  send          REGISTER to a               attempt=12  why=working_candidate
 51940  send          REGISTER to a               attempt=13  why=working_candidate
