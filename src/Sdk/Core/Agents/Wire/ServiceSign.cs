namespace Scalewright.Agents.Wire;

/// <summary>What an agent tells of a service that is asked for without a method.</summary>
internal sealed record ServiceSign
{
    public string Digest { get; set; } = "";

    public string[] Methods { get; set; } = [];
}
