namespace Scalewright.Agents.BuiltIn;

/// <summary>A text of <see cref="IAgentData"/> as it is kept.</summary>
internal sealed record StoredText
{
    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string Text { get; set; } = "";
}
