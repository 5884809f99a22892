namespace Scalewright.Providers.Simulation.Models;

/// <summary>Model of calls to clouds. Immutable. Default: responses after 50 ms, changes visible immediately.</summary>
public sealed record CallModel
{
    /// <summary>Model with responses after 50 ms and immediately visible changes.</summary>
    public static CallModel Default { get; } = new();

    /// <summary>Time from request to response, half of it in each direction. Default 50 ms.</summary>
    public DurationModel Latency { get; init; } = DurationModel.Fixed(TimeSpan.FromMilliseconds(50));

    /// <summary>Timeout of a call, above 0. Default 30 seconds. The request may still be executed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of concurrent steps, 1 or more. Default 100.</summary>
    public int MaxConcurrency { get; init; } = 100;

    /// <summary>
    /// Maximum number of steps per second of the account, for all controllers together, 1 or more. Default null:
    /// unlimited. Also the maximum size of a burst.
    /// </summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>Maximum time until a change appears in lists, drawn for each change. 0 or more, default 0.</summary>
    public TimeSpan ConsistencyWindow { get; init; }

    /// <summary>Number of resources per page, 1 or more. Default 1,000. Time passes between two pages.</summary>
    public int PageSize { get; init; } = 1_000;

    /// <summary>Number of pages after which a list counts as endless, 1 or more. Default 10,000.</summary>
    public int MaxPages { get; init; } = 10_000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPerSecond ?? 1, 1, nameof(MaxPerSecond));
        ArgumentOutOfRangeException.ThrowIfLessThan(ConsistencyWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPages, 1);
    }
}
