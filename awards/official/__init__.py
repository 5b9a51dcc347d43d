"""The office's papers of an edition: decision, submission, invitation, notice, report, brief. Vietnamese throughout."""
