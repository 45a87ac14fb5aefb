/** The package ships its schemas as JavaScript without types; this is the part the playground reads. */
declare module "discord-api-spec/zod" {
  interface Issue {
    readonly code: string;
    readonly path: readonly (string | number)[];
    readonly message: string;
    readonly expected?: string;
    readonly format?: string;
    readonly values?: readonly unknown[];
    readonly minimum?: number;
    readonly maximum?: number;
    /** Of `invalid_union`: the issues of each branch. */
    readonly errors?: readonly (readonly Issue[])[];
  }
  interface Schema {
    safeParse(
      value: unknown,
    ): { readonly success: true } | { readonly success: false; readonly error: { readonly issues: Issue[] } };
  }
  export const MessageCreateRequestSchema: Schema;
  export const MessageEditRequestPartialSchema: Schema;
  export const IncomingWebhookInteractionRequestSchema: Schema;
  export const IncomingWebhookUpdateRequestPartialSchema: Schema;
  export const CreateMessageInteractionCallbackRequestSchema: Schema;
  export const UpdateMessageInteractionCallbackRequestSchema: Schema;
  export const ModalInteractionCallbackRequestSchema: Schema;
  export const ApplicationCommandAutocompleteCallbackRequestSchema: Schema;
  export const CreatePrivateChannelRequestSchema: Schema;
  export const ApplicationCommandUpdateRequestSchema: Schema;
}
