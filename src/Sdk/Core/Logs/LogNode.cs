namespace Scalewright.Logs;

/// <summary>A node whose logs are expected.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">Its address, or a host name that is looked up once, by <see cref="LogNodes.ResolveAsync"/>.</param>
public sealed record LogNode(string Name, string Host)
{
    /// <summary>Its tag in lines; empty: its name.</summary>
    public string Tag { get; init; } = "";

    /// <summary>What it must say in a greeting; empty: a greeting must come from its address.</summary>
    public string Key { get; init; } = "";
}
