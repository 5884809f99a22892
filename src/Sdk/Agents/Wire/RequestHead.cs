namespace Scalewright.Agents.Wire;

/// <summary>What every request begins with; the method's own part follows it.</summary>
internal sealed record RequestHead
{
    public string Service { get; set; } = "";

    public string Method { get; set; } = "";

    /// <summary>Unique in its session: a request that comes again with the same number has no second effect.</summary>
    public long Operation { get; set; }
}
