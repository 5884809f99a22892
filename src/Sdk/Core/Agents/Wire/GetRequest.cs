namespace Scalewright.Agents.Wire;

/// <summary>A file wanted as chunks; the answer is the <see cref="FileSum"/> of the whole.</summary>
internal sealed record GetRequest
{
    public string Path { get; set; } = "";

    /// <summary>How much of it the controller has already.</summary>
    public long Offset { get; set; }
}
