using Scalewright.Providers.Simulation;

namespace Scalewright.Explorations;

/// <summary>Result of a campaign. It is the same for any engine and after any interruption.</summary>
internal sealed record CampaignReport
{
    /// <summary>The tests, in ordinal order.</summary>
    public ValueList<ExploredTest> Tests { get; init; } = [];

    /// <summary>Failing seeds with the same exception type, the same innermost frame of the user's code and similar
    /// messages, by test and lowest seed.</summary>
    public ValueList<FailureGroup> Groups { get; init; } = [];

    /// <summary>Declared situations, by test and name.</summary>
    public ValueList<ExploredSituation> Situations { get; init; } = [];

    /// <summary>Pairs of a kind of faults and an operation under way, by test. A test without generated faults has
    /// none.</summary>
    public ValueList<ExploredCoverage> Coverage { get; init; } = [];

    /// <summary>Ranges without a result, by test and first seed.</summary>
    public ValueList<MissingRange> Missing { get; init; } = [];

    /// <summary>Number of failing seeds after which the campaign ended; null if all ranges were run.</summary>
    public int? StoppedAfter { get; init; }

    /// <summary>Indicates whether every range was run, or enough seeds failed.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether the budget was used up before all ranges were run. The same campaign continues.
    /// </summary>
    public bool IsBudgetUsedUp { get; init; }

    /// <summary>The first 10 characters of the commit of the tests, from their informational version
    /// <c>1.2.3+&lt;commit&gt;</c>; empty if unknown.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Total number of seeds that were run.</summary>
    public long SeedCount => Tests.Sum(test => test.SeedCount);

    /// <summary>Total number of failing seeds.</summary>
    public long FailedSeedCount => Groups.Sum(group => (long)group.SeedCount);

    /// <summary>Returns the number of seeds without a result and how to continue; empty if all have one.</summary>
    public string DescribeMissing()
    {
        string seeds = $"{Pluralizer.FormatGrouped(Missing.Sum(range => range.SeedCount), "seed")} without a result";
        return (Missing.Count > 0, IsBudgetUsedUp) switch
        {
            (false, _) => "",
            (true, true) => $"{seeds}: the budget was used up; the same command continues",
            _ => seeds,
        };
    }

    /// <summary>Returns the answer in one sentence.</summary>
    public string GetSentence()
    {
        string seeds = Pluralizer.FormatGrouped(SeedCount, "seed");
        string tests = Pluralizer.Format(Tests.Count, "test");
        return Groups.Count == 0
            ? $"{seeds} of {tests} passed."
            : $"{FailedSeedCount.ToString("N0", CultureInfo.InvariantCulture)} of {seeds} of {tests} failed, in "
                + $"{Pluralizer.Format(Groups.Count, "group")}.";
    }
}

/// <summary>A test and the seeds that were run.</summary>
/// <param name="Name">Full name.</param>
/// <param name="SeedCount">Number of seeds.</param>
/// <param name="FailedSeedCount">Number of failing seeds.</param>
/// <param name="DeterminismCheckCount">Number of seeds that were run twice.</param>
/// <param name="FaultCount">Number of generated faults.</param>
/// <param name="KillCount">Number of kills of the program.</param>
/// <param name="StepCount">Number of steps of the simulation.</param>
/// <param name="VirtualTime">Virtual time of all seeds.</param>
internal sealed record ExploredTest(
    string Name,
    long SeedCount,
    long FailedSeedCount,
    long DeterminismCheckCount,
    long FaultCount,
    long KillCount,
    long StepCount,
    TimeSpan VirtualTime
);

/// <summary>A situation that a test declared with <c>SimulationProvider.Sometimes</c>.</summary>
/// <param name="Test">Full name of the test.</param>
/// <param name="Name">Name of the situation.</param>
/// <param name="SeedCount">Number of seeds that reached it; 0 if none did.</param>
internal sealed record ExploredSituation(string Test, string Name, long SeedCount);

/// <summary>Pairs of a kind of faults and an operation that was under way when such a fault started.</summary>
/// <param name="Test">Full name of the test.</param>
/// <param name="PairCount">Number of all pairs: of each kind that the test can generate and each operation that its
/// program performed in at least one seed.</param>
/// <param name="Unreached">Pairs that no seed reached, in ordinal order.</param>
internal sealed record ExploredCoverage(string Test, int PairCount, ValueList<FaultPair> Unreached)
{
    private const int MaxPairs = 10;

    /// <summary>Number of pairs that at least one seed reached.</summary>
    public int ReachedCount => PairCount - Unreached.Count;

    /// <summary>Returns the counts and the first 10 pairs that no seed reached, for example <c>37 of 38 reached; never:
    /// power during delete node</c>.</summary>
    public string Describe()
    {
        string counts = string.Create(CultureInfo.InvariantCulture, $"{ReachedCount} of {PairCount} reached");
        if (Unreached.Count == 0)
        {
            return counts;
        }

        string never = string.Join(", ", Unreached.Take(MaxPairs).Select(pair => TextEscaping.Escape($"{pair}")));
        int unlistedCount = Math.Max(0, Unreached.Count - MaxPairs);
        string more = unlistedCount > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {unlistedCount} more") : "";
        return $"{counts}; never: {never}{more}";
    }
}

/// <summary>Failing seeds of a test with the same cause, as far as it can be recognized.</summary>
/// <param name="Test">Full name of the test.</param>
/// <param name="Exception">Type of the exception; empty if the process ended.</param>
/// <param name="Message">Message of the lowest seed.</param>
internal sealed record FailureGroup(string Test, string Exception, string Message)
{
    /// <summary>Maximum number of <see cref="Seeds"/>.</summary>
    public const int MaxSeeds = 10;

    /// <summary>Maximum number of <see cref="Earlier"/> campaigns.</summary>
    public const int MaxEarlier = 10;

    /// <summary>Innermost frame of the user's code; empty if unknown.</summary>
    public string At { get; init; } = "";

    /// <summary>Phase in which the lowest seed failed; empty if unknown.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Number of failing seeds.</summary>
    public int SeedCount { get; init; }

    /// <summary>The lowest failing seeds, at most <see cref="MaxSeeds"/>. <see cref="SeedCount"/> counts all.
    /// </summary>
    public ValueList<string> Seeds { get; init; } = [];

    /// <summary>Replay string of the lowest seed, with the remaining faults.</summary>
    public string Replay { get; init; } = "";

    /// <summary>The remaining faults of the lowest seed.</summary>
    public ValueList<string> Faults { get; init; } = [];

    /// <summary>Number of faults of the lowest seed before minimizing.</summary>
    public int GeneratedFaultCount { get; init; }

    /// <summary>The same failure in earlier campaigns of the store, newest first, at most <see cref="MaxEarlier"/>.
    /// </summary>
    public ValueList<EarlierFailure> Earlier { get; init; } = [];

    /// <summary>Number of campaigns with the same failure that are older than those of <see cref="Earlier"/>.</summary>
    public int OlderCampaignCount { get; init; }

    /// <summary>Number of failing seeds of these older campaigns.</summary>
    public long OlderSeedCount { get; init; }
}

/// <summary>The failure of a group in an earlier campaign.</summary>
/// <param name="Campaign">Name of its folder.</param>
/// <param name="SeedCount">Number of failing seeds.</param>
/// <param name="Replay">Replay string of its lowest seed.</param>
internal sealed record EarlierFailure(string Campaign, int SeedCount, string Replay)
{
    /// <summary>The first 10 characters of the commit of its tests; empty if unknown.</summary>
    public string Commit { get; init; } = "";
}

/// <summary>Seeds without a result.</summary>
/// <param name="Test">Full name of the test.</param>
/// <param name="FirstSeed">First seed.</param>
/// <param name="SeedCount">Number of seeds.</param>
/// <param name="Reason">Why there is no result.</param>
internal sealed record MissingRange(string Test, long FirstSeed, long SeedCount, string Reason);
