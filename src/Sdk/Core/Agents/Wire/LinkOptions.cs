namespace Scalewright.Agents.Wire;

/// <summary>How a connection watches itself.</summary>
internal sealed record LinkOptions
{
    public required TimeProvider Clock { get; init; }

    /// <summary>How long a frame may take from its first byte to its last.</summary>
    public required TimeSpan FrameDeadline { get; init; }

    /// <summary>After how much silence a ping is sent; infinite: never.</summary>
    public required TimeSpan HeartbeatPeriod { get; init; }

    /// <summary>After how much silence the connection is given up; infinite: never.</summary>
    public required TimeSpan HeartbeatBudget { get; init; }

    /// <summary>How long a request may hold up those behind it, which are begun in order; zero: not at all, and what frames give to do is done in any order.</summary>
    public TimeSpan WorkPatience { get; init; }
}
