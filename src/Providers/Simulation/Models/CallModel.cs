namespace Scalewright.Providers.Simulation.Models;

/// <summary>How calls to clouds behave. A value; the default answers after 50 ms and shows every change at once.</summary>
public sealed record CallModel
{
    /// <summary>Answers after 50 ms and shows every change at once.</summary>
    public static CallModel Default { get; } = new();

    /// <summary>Time from asking to the answer, half of it there and half of it back; default 50 ms.</summary>
    public DurationModel Latency { get; init; } = DurationModel.Fixed(TimeSpan.FromMilliseconds(50));

    /// <summary>Time after which a call is given up, above 0; default 30 s. What it asked for may happen all the same.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Steps under way at once, 1 or more; default 100.</summary>
    public int AtOnceMax { get; init; } = 100;

    /// <summary>Steps a second that the account may ask for, all controllers together, 1 or more; null, the default: without limit.
    /// As many may come at once.</summary>
    public int? PerSecondMax { get; init; }

    /// <summary>How long a change may take to show in lists, 0 or more; default 0. Drawn for each change.</summary>
    public TimeSpan ConsistencyWindow { get; init; }

    /// <summary>Resources on one page of a list, 1 or more; default 1,000. Between two pages time passes.</summary>
    public int PageItems { get; init; } = 1_000;

    /// <summary>Pages after which a list is taken to be without end, 1 or more; default 10,000.</summary>
    public int PagesMax { get; init; } = 10_000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AtOnceMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PerSecondMax ?? 1, 1, nameof(PerSecondMax));
        ArgumentOutOfRangeException.ThrowIfLessThan(ConsistencyWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(PageItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PagesMax, 1);
    }
}
