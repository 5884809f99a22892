namespace Scalewright.Agents.Wire;

/// <summary>What every request begins with; the method's own part follows it.</summary>
internal sealed record RequestHead
{
    public string Service { get; set; } = "";

    public string Method { get; set; } = "";

    /// <summary>Unique in its session: a request that comes again with the same number has no second effect.</summary>
    public long Operation { get; set; }

    /// <summary>What the caller takes the service to be; null: not compared.</summary>
    public string? Digest { get; set; }

    /// <summary>After how long the agent ends a call without streams; 0: never by itself.</summary>
    public long DeadlineMilliseconds { get; set; }

    /// <summary>Bytes of arguments that follow as chunks, because they are too long for the request; 0: they are in it.</summary>
    public int ArgumentBytes { get; set; }

    /// <summary>Whether a stream of the caller follows.</summary>
    public bool HasItems { get; set; }
}
