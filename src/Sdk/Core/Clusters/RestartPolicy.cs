namespace Scalewright.Clusters;

/// <summary>When the agent of a node that ended is started anew, and when the node is given up. Pure: it decides, the cluster does.</summary>
public sealed record RestartPolicy
{
    /// <summary>The pause after the first end; each further one within the window is twice as long. Default 1 second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause; default 1 minute.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The part of a pause that chance may take off, 0 to 1, so that many agents do not start at once; default 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>With how many ends within the window a node is given up, 1 or more; default 5.</summary>
    public int EndsMax { get; init; } = 5;

    /// <summary>How long an end counts; default 10 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many of the last lines of an agent's log are told when its node is given up, 0 or more; default 20.</summary>
    public int LinesMax { get; init; } = 20;

    /// <summary>Decides after an end.</summary>
    /// <param name="ages">How long ago each end was, the one that just happened among them.</param>
    /// <param name="chance">0 to 1: how much of the jitter is taken.</param>
    public RestartDecision Decide(ValueList<TimeSpan> ages, double chance)
    {
        int count = ages.Count(age => age < Window);
        double seconds = Math.Min(PauseMax.TotalSeconds, Pause.TotalSeconds * Math.Pow(2, Math.Max(0, count - 1)));
        return new RestartDecision(count, count >= EndsMax, TimeSpan.FromSeconds(seconds * (1 - (Jitter * chance))));
    }
}
