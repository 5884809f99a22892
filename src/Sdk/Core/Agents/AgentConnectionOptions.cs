namespace Scalewright.Agents;

/// <summary>Whom a controller speaks to, and how long it waits.</summary>
public sealed record AgentConnectionOptions
{
    /// <summary>The node that must answer.</summary>
    public required string Node { get; init; }

    /// <summary>Unique for every opened connection object, best 128 random bits as text: a repeated operation is known by it.</summary>
    public required string Session { get; init; }

    /// <summary>The controller's epoch, 0 or more: an agent refuses those below the highest that it has seen. Default 0.</summary>
    public long Epoch { get; init; }

    /// <summary>What the node was given when it was made; null: its name alone is checked.</summary>
    public AgentSecret? Secret { get; init; }

    /// <summary>The boot that must answer; empty: any.</summary>
    public string Boot { get; init; } = "";

    /// <summary>Time for deadlines and heartbeats; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a frame may take from its first byte to its last; default 10 seconds.</summary>
    public TimeSpan FrameDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how much silence a sign of life is asked for; default 5 seconds, infinite: never.</summary>
    public TimeSpan HeartbeatPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how much silence the connection is given up; default 15 seconds, infinite: never. Looked at once in each period.</summary>
    public TimeSpan HeartbeatBudget { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an opening, a ping or the next step of a transfer may take, and an answer beyond the command's own deadline; default 30 seconds.
    /// A step of a transfer has as much more as its bytes take at 8 kbit/s.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls under way at once, 1 or more; further ones wait for their turn. Default 1024.</summary>
    public int CallsMax { get; init; } = 1024;

    /// <summary>How often in a row a broken connection is opened anew before the calls under way fail; default 5. The waits between are 1, 2, 4 … seconds, up to a minute.</summary>
    public int ReopeningsMax { get; init; } = 5;
}
