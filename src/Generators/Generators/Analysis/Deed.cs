using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Analysis;

/// <summary>What a piece of code does that an analyzer looks for.</summary>
/// <param name="Name">What is used, in words of the source.</param>
/// <param name="Text">What that does, after its name.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record Deed(string Name, string Text, Location Place);
