namespace Scalewright.Clusters;

/// <summary>State of a component that manages a cluster, stored with the desired topology.</summary>
/// <param name="Name">Owner of the note, for example <c>engine/my_domain</c>. A later note replaces it.</param>
/// <param name="Value">The state.</param>
public sealed record TurnNote(string Name, JsonElement Value);
