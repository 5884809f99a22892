namespace Scalewright.Documents;

/// <summary>Result of reading a document.</summary>
/// <param name="Root">The document; null after errors.</param>
/// <param name="Problems">All problems, in the order in which they were found.</param>
public sealed record Document(DocumentNode? Root, ValueList<Problem> Problems);
