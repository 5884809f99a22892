namespace Scalewright.Agents.Wire;

/// <summary>Start of every request. The body of the method follows.</summary>
internal sealed record RequestHeader
{
    public string Service { get; set; } = "";

    public string Method { get; set; } = "";

    /// <summary>Unique in its session. A repeated number has no second effect.</summary>
    public long Operation { get; set; }

    /// <summary>Digest of the service as the caller knows it; null: not compared.</summary>
    public string? Digest { get; set; }

    /// <summary>Timeout after which the agent ends a call without streams; 0: no timeout.</summary>
    public long DeadlineMilliseconds { get; set; }

    /// <summary>Number of argument bytes that follow as chunks; 0 if the request contains the arguments.</summary>
    public int ArgumentBytes { get; set; }

    public bool HasItems { get; set; }
}
