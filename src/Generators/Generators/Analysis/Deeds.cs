using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Analysis;

/// <summary>What one member does, and what it calls.</summary>
/// <param name="Uses">What it does that is looked for, in order.</param>
/// <param name="Calls">Members and types of the same compilation that it leads to, in order.</param>
internal sealed record Deeds(Deed[] Uses, ISymbol[] Calls);
