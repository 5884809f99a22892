namespace Scalewright.Explorations;

/// <summary>Many seeds of tests with <c>[SimulationFact]</c>, split into ranges.</summary>
/// <param name="TestFile">Built test assembly, for example <c>bin/Release/net10.0/ShopTests.dll</c>. On a cluster, all
/// machines must have access to it under the same path.</param>
internal sealed record ExplorationCampaign(string TestFile)
{
    /// <summary>Default of <see cref="RangeSize"/>.</summary>
    public const int DefaultRangeSize = 5000;

    /// <summary>Maximum number of ranges of all tests.</summary>
    public const int MaxRanges = 1_000_000;

    /// <summary>
    /// Path of the test assembly for the elements, for example in a container image. Default empty:
    /// <see cref="TestFile"/>. <see cref="TestFile"/> must be the same build, and is read by this program.
    /// </summary>
    public string ElementTestFile { get; init; } = "";

    /// <summary>Part of the full name of the tests. Default empty: all tests of the assembly.</summary>
    public string Test { get; init; } = "";

    /// <summary>First seed. Default 1.</summary>
    public long FirstSeed { get; init; } = 1;

    /// <summary>Number of seeds of each test, 1 or more. Default 10,000.</summary>
    public long SeedCount { get; init; } = 10_000;

    /// <summary>
    /// Number of seeds of a range, 1 or more. Default 5,000. A range is run by one process; a small one costs more
    /// starts, a large one more work when it is lost.
    /// </summary>
    public int RangeSize { get; init; } = DefaultRangeSize;

    /// <summary>
    /// Number of failing seeds after which no further range starts, 1 or more. Default null: all ranges run. Ranges
    /// start in order and those below the last counted seed are finished, so the report is the same for any engine.
    /// </summary>
    public int? FailFast { get; init; }

    /// <summary>Time after which no further range starts. Default null: no limit. The next call continues.</summary>
    public TimeSpan? Budget { get; init; }
}
