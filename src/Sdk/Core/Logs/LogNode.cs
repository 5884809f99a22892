namespace Scalewright.Logs;

/// <summary>Expected sender of logs.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Host">Address, or a host name that <see cref="LogNodes.ResolveAsync"/> resolves once.</param>
public sealed record LogNode(string Name, string Host)
{
    /// <summary>Tag in lines. Empty: the name.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Required key of a greeting. Empty: a greeting must come from the node's address.</summary>
    public string Key { get; init; } = "";
}
