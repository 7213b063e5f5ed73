// Asks a Zuwu service, typed: every operation of operations.graphql, by what graphql.ts says of it.
//
// Copy this folder. What the service refuses is data (`Refused`), which a front end shows; what it
// cannot answer at all is thrown as `Unanswered`.

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { ActivateDocument, LogInDocument, RefreshDocument } from "./graphql.ts";
import type { Activation, Credentials, SessionFragment } from "./graphql.ts";

/** An error that the service answered: `code` stays from release to release, `id` is for its operator. */
export interface Mistake {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly correlationId: string };
}

/** The service gave no data; the first of its errors says why. */
export class Unanswered extends Error {
  readonly status: number;
  readonly errors: readonly Mistake[];

  constructor(status: number, errors: readonly Mistake[]) {
    super(errors[0]?.message ?? `HTTP ${status}`);
    this.status = status;
    this.errors = errors;
  }

  get code(): string | undefined {
    return this.errors[0]?.extensions.code;
  }
}

/** One page of a list. */
export interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly Mistake[];
}

export class Client {
  readonly #url: string;
  #session: SessionFragment | null = null;
  #refreshing: Promise<void> | null = null;

  /** `url` is that of /graphql. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Opens an account with the code that was handed over, and signs in; or says why not. */
  async activate(input: Activation) {
    return this.#entered((await this.ask(ActivateDocument, { input })).activate);
  }

  /** Signs in; or says why not. */
  async logIn(input: Credentials) {
    return this.#entered((await this.ask(LogInDocument, { input })).logIn);
  }

  /** The answer to a query or a mutation; a session that has run out is carried on, once. */
  async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const session = this.#session;
    try {
      return await this.#post(document, variables);
    } catch (error) {
      const over = error instanceof Unanswered && error.code === "token.unknown";
      if (!over || !session) throw error;
      if (session === this.#session) await this.#refreshed();
      if (!this.#session) throw error;
      return this.#post(document, variables);
    }
  }

  /** Everything in a list, page by page: `list` finds the list in an answer. */
  async *all<Data, Variables extends { after?: string | null }, Node>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    list: (data: Data) => Page<Node> | null,
  ): AsyncGenerator<Node, void, undefined> {
    let after = variables.after ?? null;
    for (;;) {
      const page = list(await this.ask(document, { ...variables, after }));
      if (!page) return;
      for (const { node } of page.edges) yield node;
      if (!page.pageInfo.hasNextPage) return;
      after = page.pageInfo.endCursor;
    }
  }

  /** What happens from now on; `return()` of the iterator, or leaving its loop, ends it. */
  async *hear<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    connected: () => void = () => {},
  ): AsyncGenerator<Data, void, undefined> {
    const socket = createClient({
      url: this.#url.replace(/^http/, "ws"),
      connectionParams: () => this.#headers(),
      on: { connected },
    });
    try {
      for await (const { data, errors } of socket.iterate<Data>({ query: print(document), variables })) {
        if (!data) throw new Unanswered(200, (errors ?? []) as unknown as readonly Mistake[]);
        yield data;
      }
    } finally {
      await socket.dispose();
    }
  }

  #headers(): Record<string, string> {
    return this.#session ? { authorization: `Bearer ${this.#session.accessToken}` } : {};
  }

  async #post<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers = this.#headers(),
  ): Promise<Data> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (!data || errors) throw new Unanswered(response.status, errors ?? []);
    return data;
  }

  #entered<Result extends { __typename: string } | null>(result: Result): Result {
    if (result?.__typename === "SignedIn") this.#session = result as unknown as SessionFragment;
    return result;
  }

  /** One request at a time: a refresh token that comes twice ends the session. */
  #refreshed(): Promise<void> {
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew(): Promise<void> {
    const refreshToken = this.#session?.refreshToken ?? "";
    const { refresh } = await this.#post(RefreshDocument, { input: { refreshToken } }, {});
    this.#session = null;
    this.#entered(refresh);
  }
}
