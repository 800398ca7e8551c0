/** The little of the DOM that is used here; the library's own types want a browser's. */
export interface DomNode {
  /** 1 element, 3 text. */
  nodeType: number;
  nodeName: string;
  textContent: string | null;
  childNodes: Iterable<DomNode>;
}

export interface DomElement extends DomNode {
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  remove(): void;
}

export interface DomDocument extends DomElement {
  body: DomElement;
  title: string;
  documentElement: DomElement;
}

export function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}

export function nameOf(node: DomNode): string {
  return node.nodeName.toLowerCase();
}
