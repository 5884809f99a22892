namespace Scalewright.Clusters;

/// <summary>Collects all problems of settings and options, by name.</summary>
internal sealed class OptionsValidator
{
    /// <summary>Maximum time of a timer: 2^32 - 2 milliseconds, as in <see cref="CancellationTokenSource"/>.</summary>
    public static readonly TimeSpan MaxTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    // Longer than any useful wait, and short enough not to overflow when added to a timestamp.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(36_500);

    // Longer than any useful delay; some timers cannot wait for more than 24 days.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(1);

    private readonly ProblemList _problems = new();

    /// <exception cref="ClusterException">A setting is invalid; all problems are reported.</exception>
    public static ClusterOptions Check(string cluster, ClusterOptions settings)
    {
        OptionsValidator check = new();
        check.Retry(nameof(settings.Retry), settings.Retry);
        check.Retry(nameof(settings.ConnectRetry), settings.ConnectRetry);
        check.Restart(settings.RestartPolicy);
        check.Time(nameof(settings.StepTimeout), settings.StepTimeout, TimeSpan.Zero, MaxTimer, isMinAllowed: false);
        check.Time(nameof(settings.TimeToLive), settings.TimeToLive, TimeSpan.Zero, MaxAge, isMinAllowed: false);
        check.Time(nameof(settings.NodeStartTimeout), settings.NodeStartTimeout, TimeSpan.Zero, MaxAge, isMinAllowed: false);
        check.Time(nameof(settings.CleanupTimeout), settings.CleanupTimeout, TimeSpan.Zero, MaxTimer, isMinAllowed: false);
        check.Count(nameof(settings.MaxReconcileIterations), settings.MaxReconcileIterations, 1);
        check.Count(nameof(settings.MaxConcurrency), settings.MaxConcurrency, 1);
        check.EnumValue(nameof(settings.Lifetime), settings.Lifetime ?? ClusterLifetime.Persistent);
        check.EnumValue(nameof(settings.DriftPolicy), settings.DriftPolicy);
        check._problems.AddRange(settings.NodeLogs?.Check() ?? []);
        check.ThrowIfAny(cluster);
        return settings;
    }

    /// <exception cref="ClusterException">An option is invalid; all problems are reported.</exception>
    public static MonitorOptions Check(string cluster, MonitorOptions options)
    {
        OptionsValidator check = new();
        check.Time(nameof(options.PingInterval), options.PingInterval, TimeSpan.FromMilliseconds(1), MaxTimer, isMinAllowed: true);
        check.Time(nameof(options.UnreachableTimeout), options.UnreachableTimeout, TimeSpan.Zero, MaxAge, isMinAllowed: true);
        check.Time(nameof(options.PollInterval), options.PollInterval, TimeSpan.Zero, MaxAge, isMinAllowed: true);
        check.Time(nameof(options.ReplaceDelay), options.ReplaceDelay, TimeSpan.Zero, MaxAge, isMinAllowed: true);
        check.ThrowIfAny(cluster);
        return options;
    }

    private void Retry(string field, RetryOptions? retry)
    {
        if (retry is null)
        {
            Add(field, "it is null", "use a RetryOptions, or leave it out");
            return;
        }

        Count($"{field}.{nameof(retry.MaxRetryAttempts)}", retry.MaxRetryAttempts, 0);
        Time($"{field}.{nameof(retry.Delay)}", retry.Delay, TimeSpan.Zero, MaxPause, isMinAllowed: true);
        Time($"{field}.{nameof(retry.MaxDelay)}", retry.MaxDelay, TimeSpan.Zero, MaxPause, isMinAllowed: true);
        Time($"{field}.{nameof(retry.MaxRetryAfterDelay)}", retry.MaxRetryAfterDelay, TimeSpan.Zero, MaxTimer, isMinAllowed: true);
    }

    private void Restart(RestartPolicy? restart)
    {
        const string Field = nameof(ClusterOptions.RestartPolicy);
        if (restart is null)
        {
            Add(Field, "it is null", "use a RestartPolicy, or leave it out");
            return;
        }

        Time($"{Field}.{nameof(restart.Delay)}", restart.Delay, TimeSpan.Zero, MaxPause, isMinAllowed: true);
        Time($"{Field}.{nameof(restart.MaxDelay)}", restart.MaxDelay, TimeSpan.Zero, MaxPause, isMinAllowed: true);
        Time($"{Field}.{nameof(restart.Window)}", restart.Window, TimeSpan.Zero, MaxAge, isMinAllowed: false);
        Count($"{Field}.{nameof(restart.MaxExits)}", restart.MaxExits, 1);
        if (restart.Jitter is not (>= 0 and <= 1))
        {
            Add(
                $"{Field}.{nameof(restart.Jitter)}",
                string.Create(CultureInfo.InvariantCulture, $"{restart.Jitter} is not a ratio"),
                "use 0 to 1"
            );
        }
    }

    private void Count(string field, int value, int least)
    {
        if (value < least)
        {
            Add(field, string.Create(CultureInfo.InvariantCulture, $"{value} is below {least}"), $"use {least} or more");
        }
    }

    private void Time(string field, TimeSpan? value, TimeSpan least, TimeSpan most, bool isMinAllowed)
    {
        if (value is not { } time || (time <= most && (isMinAllowed ? time >= least : time > least)))
        {
            return;
        }

        string found;
        if (time == Timeout.InfiniteTimeSpan)
        {
            found = "it is infinite";
        }
        else if (time > most)
        {
            found = $"{time} is above {most}";
        }
        else
        {
            found = isMinAllowed ? $"{time} is below {least}" : $"{time} is not above {least}";
        }

        Add(field, found, isMinAllowed ? $"use {least} to {most}" : $"use more than {least}, and {most} at most");
    }

    private void EnumValue<T>(string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(field, $"{value} is not a {typeof(T).Name}", $"use {string.Join(" or ", Enum.GetNames<T>())}");
        }
    }

    private void Add(string field, string found, string advice) =>
        _problems.Add(new Problem(ProblemCode.OutOfRange, found, advice) { Field = field });

    private void ThrowIfAny(string cluster)
    {
        if (_problems.ToValueList() is { Count: > 0 } problems)
        {
            throw new ClusterException(cluster, problems);
        }
    }
}
