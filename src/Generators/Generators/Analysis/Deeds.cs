using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Analysis;

/// <summary>What one member does, and what it calls.</summary>
/// <param name="Uses">What it does that is not a function of its arguments: a name, what it does, and where.</param>
/// <param name="Calls">Members and types of the same compilation that it leads to, in order.</param>
internal sealed record Deeds((string Name, string Deed, Location Place)[] Uses, ISymbol[] Calls);
