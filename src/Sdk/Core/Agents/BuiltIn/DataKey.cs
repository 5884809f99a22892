namespace Scalewright.Agents.BuiltIn;

/// <summary>What data belong to.</summary>
/// <param name="Kind">A word for the kind of thing, as <c>job</c> or <c>suite</c>.</param>
/// <param name="Name">Which one.</param>
public sealed record DataKey(string Kind, string Name);
