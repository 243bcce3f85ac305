import sys; sys.path.insert(0,'/tmp/try/specialist')
import drive as d
def right():
    L=d.cap().split("\n")
    i=[n for n,l in enumerate(L) if l.startswith('────')]
    return L[0],[l.strip() for l in L[i[0]+1:i[1]]],L[-3]
if len(sys.argv)>2: d.right=right
A=[]
for s in sys.argv[2:]:
    if '=>' in s:
        p,v=s.split('=>'); A.append((p,v))
d.drive(A,maxn=int(sys.argv[1]))
