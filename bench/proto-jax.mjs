import { init, defaultDevice, jit, valueAndGrad, numpy as np, nn, tree, blockUntilReady } from "@jax-js/jax";
await init("wasm"); defaultDevice("wasm");
const [B,T,F,H]=process.argv.slice(2).map(Number);
const rnd=(n,s)=>Float32Array.from({length:n},(_, i)=>Math.sin(i*12.9898+s)*0.1);
const A=(shape,s)=>np.array(rnd(shape.reduce((a,b)=>a*b,1),s)).reshape(shape);
const params={W:A([F,4*H],1),U:A([H,4*H],2),b:A([4*H],3),V:A([H,1],4),c:A([1],5)};
const x=A([T,B,F],6), y=A([B,1],7);
function forward(p,x){
  const xs = np.split(np.matmul(x.reshape([T*B,F]), p.W).add(p.b).reshape([T,B,4*H]), T, 0);
  let h=np.zeros([B,H]), c=np.zeros([B,H]);
  for(let t=0;t<T;t++){
    const z = np.matmul(h, p.U.ref).add(xs[t].reshape([B,4*H]));
    const [i,f,g,o]=np.split(z,4,1);
    c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
    if(t===T-1) h = nn.sigmoid(o).mul(np.tanh(c)); else h = nn.sigmoid(o).mul(np.tanh(c.ref));
  }
  p.U.dispose();
  return np.matmul(h,p.V).add(p.c);
}
const loss=(p,x,y)=>np.mean(np.square(forward(p,x).sub(y)));
const zeros=(tr)=>tree.map(a=>np.zeros(a.shape),tr);
const step=jit((p,m,v,s,x,y)=>{
  const [l,g]=valueAndGrad(loss)(tree.ref(p),x,y);
  const [size,corr]=[s.ref.slice(0),s.slice(1)];
  const out={p:{},m:{},v:{}};
  for(const k of Object.keys(p)){
    out.m[k]=m[k].mul(0.9).add(g[k].ref.mul(0.1));
    out.v[k]=v[k].mul(0.999).add(np.square(g[k]).mul(0.001));
    out.p[k]=p[k].sub(size.ref.mul(out.m[k].ref.div(np.sqrt(out.v[k].ref).div(corr.ref).add(1e-8))));
  }
  size.dispose(); corr.dispose();
  return [l,out.p,out.m,out.v];
});
let p=params, m=zeros(tree.ref(params)), v=zeros(tree.ref(params));
let n=0;
async function one(){ n++; const s=np.array(new Float32Array([0.001/(1-0.9**n),Math.sqrt(1-0.999**n)]));
  let l; [l,p,m,v]=step(p,m,v,s,x.ref,y.ref); return (await l.data())[0]; }
let t0=performance.now();
console.log('loss',await one(), 'compile',performance.now()-t0);
for(let r=0;r<8;r++){t0=performance.now(); const k=3; let l; for(let i=0;i<k;i++) l=await one(); console.log(l,(performance.now()-t0)/k);}
