using Scalewright.Agents.Services;

namespace Scalewright.Agents;

/// <summary>Who an agent is, and what it bears.</summary>
public sealed record AgentHostOptions
{
    /// <summary>The name of its node.</summary>
    public required string Node { get; init; }

    /// <summary>Unique for every start of the agent: what was before is forgotten.</summary>
    public required string Boot { get; init; }

    /// <summary>What the node was given when it was made; null: whoever reaches the stream may command.</summary>
    public AgentSecret? Secret { get; init; }

    /// <summary>What it answers besides commands and files; default nothing.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>A folder of the node for what shall outlive the agent, absolute; empty, the default: nothing does.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Time for deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a frame may take from its first byte to its last; default 10 seconds.</summary>
    public TimeSpan FrameDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the opening of a connection may take; default 30 seconds.</summary>
    public TimeSpan OpeningDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how much silence of its controller a connection is given up; default infinite, because some controllers send no heartbeats.</summary>
    public TimeSpan HeartbeatBudget { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Epochs below this are refused from the start; default 0.</summary>
    public long EpochMin { get; init; }

    /// <summary>Hears of each epoch that is higher than all before, before its controller is let in; what it throws keeps that controller out. Default nobody.
    /// Who writes it down gives it to the next start of the agent as <see cref="EpochMin"/>.</summary>
    public Action<long>? EpochRaised { get; init; }

    /// <summary>Calls under way at once in one connection; further ones are refused. Default 4096.</summary>
    public int CallsMax { get; init; } = 4096;

    /// <summary>Operations remembered, so that one that comes twice has one effect; default 100,000.</summary>
    public int OperationsMax { get; init; } = 100_000;

    /// <summary>Bytes of answers kept for operations that come twice; the oldest are dropped first. Default 64 MiB.</summary>
    public long AnswerBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest input of a command; default 64 MiB.</summary>
    public int InputBytesMax { get; init; } = 64 * 1024 * 1024;
}
