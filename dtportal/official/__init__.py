"""Administrative documents by Decree 30/2020/NĐ-CP: one content, printed as PDF and written as DOCX."""
