namespace Scalewright.Documents;

/// <summary>What came of reading a text.</summary>
/// <param name="Root">The document; null when something was wrong.</param>
/// <param name="Problems">Everything that was found, in the order it was found; empty when all is well.</param>
public sealed record Document(DocumentNode? Root, ValueList<Problem> Problems);
