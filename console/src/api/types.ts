/** The contract's shapes as types. Only types are imported: no validator reaches the page. */
import type { z } from 'zod';
import type * as api from '../../../contract/api.ts';

export type Me = z.infer<typeof api.Me>;
export type Reason = z.infer<typeof api.Reason>;
export type Permit = z.infer<typeof api.Permit>;
export type Turn = z.infer<typeof api.Turn>;
export type Field = z.infer<typeof api.Field>;
export type LeadSummary = z.infer<typeof api.LeadSummary>;
export type LeadDetail = z.infer<typeof api.LeadDetail>;
export type TransferSummary = z.infer<typeof api.TransferSummary>;
export type TransferDetail = z.infer<typeof api.TransferDetail>;
export type Brief = z.infer<typeof api.Brief>;
export type BriefFact = z.infer<typeof api.BriefFact>;
export type AgentView = z.infer<typeof api.AgentView>;
export type Offer = z.infer<typeof api.Offer>;
export type DeskCall = z.infer<typeof api.DeskCall>;
export type DeskView = z.infer<typeof api.DeskView>;
export type FloorView = z.infer<typeof api.FloorView>;
export type DemoInfo = z.infer<typeof api.DemoInfo>;
export type ImportPreview = z.infer<typeof api.ImportPreview>;
export type ImportResult = z.infer<typeof api.ImportResult>;
export type ApiKeyView = z.infer<typeof api.ApiKeyView>;
export type WebhookView = z.infer<typeof api.WebhookView>;
export type WebhookDelivery = z.infer<typeof api.WebhookDelivery>;
export type PlaybookView = z.infer<typeof api.PlaybookView>;
export type LeadState = LeadSummary['state'];
