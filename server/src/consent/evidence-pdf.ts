/** The evidence file as a PDF. The JSON beside it is the complete one; signs outside Western European are shown there. */
import PDFDocument from 'pdfkit';
import type { Evidence } from './evidence.ts';

const INK = '#1b1f24';
const GREY = '#5b6470';
const RED = '#a3171b';
const LINE = '#c9ced6';

/** The built-in fonts know Windows-1252 only. */
function latin(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\r\t]/g, ' ')
    .replace(/[^\n\x20-\x7e\u00a0-\u00ff€‚„…†‡‰Š‹ŒŽ‘’“”•–—™š›œžŸ]/gu, '?');
}

type Doc = InstanceType<typeof PDFDocument>;

function heading(doc: Doc, text: string): void {
  if (doc.y > doc.page.height - 130) doc.addPage();
  doc.moveDown(0.8).font('Helvetica-Bold').fontSize(13).fillColor(INK).text(text);
  doc
    .moveTo(doc.page.margins.left, doc.y + 2)
    .lineTo(doc.page.width - doc.page.margins.right, doc.y + 2)
    .strokeColor(LINE)
    .stroke();
  doc.moveDown(0.5);
}

function line(doc: Doc, label: string, text: string): void {
  doc.font('Helvetica-Bold').fontSize(9).fillColor(GREY).text(`${label}  `, { continued: true });
  doc.font('Helvetica').fillColor(INK).text(latin(text));
}

function paragraph(doc: Doc, text: string, color = INK): void {
  doc.font('Helvetica').fontSize(9).fillColor(color).text(latin(text), { lineGap: 1 });
}

function cover(doc: Doc, evidence: Evidence): void {
  doc.font('Helvetica-Bold').fontSize(20).fillColor(INK).text('Contact evidence');
  doc
    .font('Helvetica')
    .fontSize(11)
    .fillColor(GREY)
    .text(latin(`${evidence.lead.name} · ${evidence.lead.phone}`));
  doc.moveDown(0.6);
  line(doc, 'Seller', evidence.seller.name);
  line(doc, 'Lead', evidence.lead.id);
  const place = [evidence.lead.state, evidence.lead.zip, evidence.lead.tz].filter(
    (part) => part !== undefined && part !== '',
  );
  if (place.length > 0) line(doc, 'Place', place.join(', '));
  line(doc, 'Made at', evidence.generatedAt);
  line(doc, 'Rule table', evidence.rulesVersion);
  line(doc, 'SHA-256 of the JSON', evidence.sha256);
  heading(doc, 'Summary');
  for (const text of evidence.summary) paragraph(doc, `• ${text}`);
  if (evidence.incidents.length === 0) paragraph(doc, '• No incident found.');
  for (const text of evidence.incidents) paragraph(doc, `• ${text}`, RED);
}

function consents(doc: Doc, evidence: Evidence): void {
  heading(doc, `Consents (${evidence.consents.length})`);
  for (const consent of evidence.consents) {
    line(doc, 'Consent', `${consent.id} · ${consent.type} · ${consent.status}`);
    line(doc, 'Given at', consent.at);
    line(doc, 'Channels', consent.channels.join(', '));
    line(doc, 'Signed with', `${consent.signature.type}: ${consent.signature.value}`);
    const from = [consent.source.kind, consent.capture.page_url, consent.capture.ip].filter(
      (part) => part !== undefined && part !== '',
    );
    line(doc, 'From', from.join(' · '));
    line(doc, 'Text shown', consent.textShown);
    line(
      doc,
      'SHA-256 of the text',
      `${consent.textSha256}${consent.hashFits ? ' (fits)' : ' (DOES NOT FIT)'}`,
    );
    doc.moveDown(0.5);
  }
}

function decisions(doc: Doc, evidence: Evidence): void {
  heading(doc, `Decisions (${evidence.decisions.length})`);
  for (const d of evidence.decisions) {
    line(
      doc,
      `${d.at}  ${d.verdict.toUpperCase()}`,
      `${d.channel} · ${d.ruleId} · rules ${d.rulesVersion} · ${d.stage} · log ${d.logged}`,
    );
    paragraph(doc, d.words, d.verdict === 'deny' ? RED : INK);
    const failed = d.gates
      .filter((gate) => gate.verdict !== 'allow')
      .map((gate) => `${gate.gate} ${gate.reason ?? ''}`.trim());
    const passed = d.gates.filter((gate) => gate.verdict === 'allow').map((gate) => gate.gate);
    const asked = d.zoneEvidence.map((z) => `${z.place} ${z.zone} (${z.from})`).join('; ');
    paragraph(
      doc,
      `Passed: ${passed.join(' ')}${failed.length === 0 ? '' : `. Not passed: ${failed.join(', ')}`}`,
      GREY,
    );
    if (asked !== '') paragraph(doc, `Places asked: ${asked}`, GREY);
    doc.moveDown(0.4);
  }
}

function timeline(doc: Doc, evidence: Evidence): void {
  heading(doc, `Time line (${evidence.timeline.length})`);
  for (const row of evidence.timeline) {
    line(doc, `${row.at}  ${row.kind}`, row.words);
  }
}

function footers(doc: Doc, evidence: Evidence): void {
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    // Writing into the bottom margin would otherwise start a page.
    doc.page.margins.bottom = 0;
    const text = latin(
      `${evidence.lead.name} · ${evidence.generatedAt} · page ${page - start + 1} of ${count}`,
    );
    doc.font('Helvetica').fontSize(8).fillColor(GREY);
    doc.text(text, doc.page.margins.left, doc.page.height - 32, { lineBreak: false });
  }
}

/** Renders the file; the same evidence gives the same bytes apart from the PDF library's own version mark. */
export function renderEvidencePdf(evidence: Evidence): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const made = new Date(evidence.generatedAt);
    const doc = new PDFDocument({
      size: 'A4',
      margins: { top: 56, bottom: 56, left: 56, right: 56 },
      bufferPages: true,
      info: {
        Title: `Contact evidence ${evidence.lead.id}`,
        Author: latin(evidence.seller.name),
        CreationDate: made,
      },
    });
    const parts: Buffer[] = [];
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
    cover(doc, evidence);
    consents(doc, evidence);
    decisions(doc, evidence);
    timeline(doc, evidence);
    footers(doc, evidence);
    doc.end();
  });
}
