namespace Scalewright.Storage.Agents;

/// <summary>How the agent of a server behaves. The defaults are those of the real one.</summary>
public sealed record AgentOptions
{
    /// <summary>Full name of the server.</summary>
    public required string Fqdn { get; init; }

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>When the server booted; null: when the agent starts.</summary>
    public DateTimeOffset? BootTime { get; init; }

    /// <summary>Time between two updates of a plug-in; default 10 seconds.</summary>
    public TimeSpan PollPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The shortest time between two looks at a plug-in, and between two questions to a manager that has nothing; default a second.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a request for a session waits for its answer before it is repeated; default 10 seconds. Doubles each time.</summary>
    public TimeSpan RequestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait from which on it doubles no more; default 60 seconds, so that the longest is 80.</summary>
    public TimeSpan RequestRetryMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the agent waits after a question for messages has failed; default 10 seconds.</summary>
    public TimeSpan GetRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes of one request; default 8 MiB.</summary>
    public int PostLengthMax { get; init; } = Wire.MessageFormat.PostLengthMax;
}
