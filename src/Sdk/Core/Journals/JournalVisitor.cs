namespace Scalewright.Journals;

/// <summary>Gets a record of a journal and the offset at which its line starts.</summary>
internal delegate void JournalVisitor(in JournalRecord record, long offset);
