import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
console.log(tf.version_core, JSON.stringify(tf.version));
const backend=process.argv[2];
if(backend==='wasm'){ setThreadsCount(1); setWasmPaths(new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/",import.meta.url).pathname); }
await tf.setBackend(backend); await tf.ready(); console.log(tf.getBackend());
const [B,T,F,H]=process.argv.slice(3).map(Number);
const m=tf.sequential({layers:[tf.layers.lstm({units:H,inputShape:[T,F],recurrentActivation:'sigmoid'}),tf.layers.dense({units:1})]});
m.compile({loss:'meanSquaredError',optimizer:tf.train.adam(0.001,0.9,0.999,1e-8)});
const x=tf.randomUniform([B,T,F]), y=tf.randomUniform([B,1]);
for(let i=0;i<6;i++){const t=performance.now(); const l=await m.trainOnBatch(x,y); console.log(l, performance.now()-t, tf.memory().numTensors);}
