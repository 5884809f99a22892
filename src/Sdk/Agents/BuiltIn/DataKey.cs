namespace Scalewright.Agents.BuiltIn;

/// <summary>Key of stored data.</summary>
/// <param name="Kind">Kind of the owner, for example <c>job</c> or <c>suite</c>.</param>
/// <param name="Name">Name of the owner.</param>
public sealed record DataKey(string Kind, string Name);
