import { adam, lstm, gruAfter, linear, mse, recurrent, sequential, train } from "@sluice/core";
const [B,T,F,H]=process.argv.slice(2).map(Number);
const arr=(shape)=>({shape,data:Float32Array.from({length:shape.reduce((a,b)=>a*b,1)},(_, i)=>Math.sin(i*12.9898))});
for (const c of [lstm, gruAfter]){
const model=sequential(recurrent(c,{hidden:H}),linear(1));
const x=arr([B,T,F]),y=arr([B,1]);
let t=performance.now();
const gen=train(model,{x,y},{loss:mse,optimizer:adam(),epochs:1e9,seed:1,batch:B});
console.log((await gen.next()).value, 'first', performance.now()-t);
for(let r=0;r<8;r++){t=performance.now();const u=process.cpuUsage();const n=Math.max(1,Math.round(3e7/(B*T*H*(H+F)*8*3*0.05)));for(let i=0;i<n;i++)await gen.next();console.log((performance.now()-t)/n, process.cpuUsage(u).user/1000/n);}
t=performance.now(); for(let i=0;i<5;i++) model.predict(x); console.log('fwd',(performance.now()-t)/5);
}
