import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What pages may ask for: the first part of a path, and the folder that it stands for. */
const FOLDERS = { core: join(root, "packages/core/dist"), tests: join(root, "tests") };

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript" };

/**
 * Serves to browsers on this machine, with the headers given: the built core, the pages of the tests, pages given as text,
 * and a folder of a site. `answer` gets what a page posts.
 */
export async function serve({ site, pages = {}, headers = {}, answer = () => {} } = {}) {
  const folders = site === undefined ? FOLDERS : { ...FOLDERS, "": site };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (request.method === "POST") {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end();
      return answer(Buffer.concat(chunks).toString("utf8"));
    }
    const content = pages[pathname] ?? (await fileAt(folders, pathname));
    if (content === undefined) return response.writeHead(404).end();
    response.writeHead(200, {
      ...headers,
      "content-type": `${TYPES[extname(pathname)] ?? "text/html"}; charset=utf-8`,
    });
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function fileAt(folders, pathname) {
  const [first, ...rest] = pathname.slice(1).split("/");
  const isNamed = first !== "" && Object.hasOwn(folders, first);
  const folder = folders[isNamed ? first : ""];
  if (folder === undefined) return undefined;
  const path = isNamed ? join(folder, ...rest) : join(folder, pathname === "/" ? "index.html" : pathname);
  if (!path.startsWith(folder + sep)) return undefined;
  return await readFile(path).catch(() => undefined);
}
