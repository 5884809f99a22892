using Microsoft.CodeAnalysis;

namespace Scalewright.CodeFixes;

/// <summary>Mends one node.</summary>
/// <param name="node">The innermost node at the diagnostic.</param>
/// <returns>The node to replace and what replaces it; null when one edit does not mend it.</returns>
internal delegate (SyntaxNode Old, SyntaxNode New)? SyntaxEdit(SyntaxNode node);
