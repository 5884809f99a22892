using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright.Explorations;

/// <summary>Results of the ranges of a campaign, with those of their halves.</summary>
/// <param name="ranges">The ranges in order: all tests of a range before the next range.</param>
internal sealed class CampaignResults(ValueList<SeedPoint> ranges, int? failFast)
{
    private const string BudgetUsedUp = "the budget was used up";

    private readonly Dictionary<string, SeedPoint> _ranges = ranges.ToDictionary(range => range.Key, StringComparer.Ordinal);

    private readonly Dictionary<string, List<SeedLine>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private int _prefix;
    private long _prefixFailures;

    /// <summary>Number of seeds with a result.</summary>
    public long SeedCount { get; private set; }

    /// <summary>Number of failing seeds.</summary>
    public long FailureCount { get; private set; }

    /// <summary>Adds the result of a range, or of a part of it.</summary>
    public void Add(SeedPoint part, SeedLine line)
    {
        SeedPoint range = FindRange(part);
        if (!_lines.TryGetValue(range.Key, out List<SeedLine>? lines))
        {
            _lines[range.Key] = lines = [];
        }

        if (lines.All(existing => existing.FirstSeed != line.FirstSeed || existing.Seeds != line.Seeds))
        {
            lines.Add(line);
            SeedCount += line.Seeds;
            FailureCount += line.Failures.Count;
        }
    }

    /// <summary>Adds a seed whose process ended each time.</summary>
    public void AddEnd(SeedPoint seed, string reason) =>
        Add(
            seed,
            new SeedLine
            {
                Test = seed.Test,
                FirstSeed = seed.First,
                Seeds = 1,
                Failures =
                [
                    new SeedFailureLine
                    {
                        Seed = seed.First,
                        Message = reason,
                        Replay = GetReplay(seed.First),
                    },
                ],
            }
        );

    /// <summary>Adds why a range, or a part of it, has no result.</summary>
    public void AddMissing(SeedPoint part, string reason) => _reasons[FindRange(part).Key] = reason;

    /// <summary>Indicates whether enough seeds of the ranges before the first incomplete one have failed.</summary>
    public bool IsEnough()
    {
        while (_prefix < ranges.Count && IsComplete(ranges[_prefix]) && !HasEnough())
        {
            _prefixFailures += _lines[ranges[_prefix].Key].Sum(line => line.Failures.Count);
            _prefix++;
        }

        return HasEnough();

        bool HasEnough() => failFast is { } limit && _prefixFailures >= limit;
    }

    /// <summary>Returns the report. The ranges after those with enough failing seeds are left out.</summary>
    /// <param name="isLate">True if the budget was used up before all ranges were run.</param>
    public CampaignReport CreateReport(bool isLate)
    {
        bool isEnough = IsEnough();
        SeedPoint[] counted = isEnough ? [.. ranges.Take(_prefix)] : [.. ranges];
        SeedLine[] lines =
        [
            .. counted
                .Where(IsComplete)
                .SelectMany(range => _lines[range.Key])
                .OrderBy(line => line.Test, StringComparer.Ordinal)
                .ThenBy(line => line.FirstSeed),
        ];
        string reason = isLate ? BudgetUsedUp : "not run";
        MissingRange[] missing =
        [
            .. Unite(
                counted
                    .Where(range => !IsComplete(range))
                    .Select(range => new MissingRange(range.Test, range.First, range.Count, _reasons.GetValueOrDefault(range.Key, reason)))
            ),
        ];
        return new CampaignReport
        {
            Tests = [.. lines.GroupBy(line => line.Test, StringComparer.Ordinal).Select(Sum)],
            Groups = [.. Group(lines)],
            Situations = [.. SumSituations(lines)],
            Coverage =
            [
                .. lines.GroupBy(line => line.Test, StringComparer.Ordinal).Select(SumCoverage).Where(coverage => coverage.PairCount > 0),
            ],
            Missing = [.. missing],
            StoppedAfter = isEnough && _prefix < ranges.Count ? failFast : null,
            IsComplete = missing.Length == 0,
            IsBudgetUsedUp = missing.Any(range => range.Reason == BudgetUsedUp),
        };
    }

    /// <summary>Returns consecutive ranges of a test with the same reason as one.</summary>
    private static List<MissingRange> Unite(IEnumerable<MissingRange> ranges)
    {
        List<MissingRange> united = [];
        foreach (MissingRange range in ranges.OrderBy(range => range.Test, StringComparer.Ordinal).ThenBy(range => range.FirstSeed))
        {
            if (
                united is [.., var last]
                && last.FirstSeed + last.SeedCount == range.FirstSeed
                && (last.Test, last.Reason) == (range.Test, range.Reason)
            )
            {
                united[^1] = last with { SeedCount = last.SeedCount + range.SeedCount };
            }
            else
            {
                united.Add(range);
            }
        }

        return united;
    }

    private static ExploredTest Sum(IGrouping<string, SeedLine> test) =>
        new(
            test.Key,
            test.Sum(line => (long)line.Seeds),
            test.Sum(line => (long)line.Failures.Count),
            test.Sum(line => line.DeterminismChecks),
            test.Sum(line => line.Faults),
            test.Sum(line => line.Kills),
            test.Sum(line => line.Steps),
            TimeSpan.FromSeconds(
                Math.Round(new TimeSpan(test.Sum(line => (long)Math.Round(line.VirtualSeconds * TimeSpan.TicksPerSecond))).TotalSeconds)
            )
        );

    private static IEnumerable<ExploredSituation> SumSituations(SeedLine[] lines) =>
        lines
            .SelectMany(line => line.Situations.Select(situation => (line.Test, situation.Name, situation.Seeds)))
            .GroupBy(situation => (situation.Test, situation.Name))
            .Select(same => new ExploredSituation(same.Key.Test, same.Key.Name, same.Sum(situation => situation.Seeds)))
            .OrderBy(situation => situation.Test, StringComparer.Ordinal)
            .ThenBy(situation => situation.Name, StringComparer.Ordinal);

    private static ExploredCoverage SumCoverage(IGrouping<string, SeedLine> test)
    {
        FaultCoverage sum = new()
        {
            Faults = Unite(test, coverage => coverage.Faults),
            Operations = Unite(test, coverage => coverage.Operations),
            Reached = [.. test.SelectMany(line => line.Coverage.Reached).Distinct()],
        };
        return new ExploredCoverage(test.Key, sum.PairCount, sum.GetUnreached());
    }

    private static ValueList<string> Unite(IEnumerable<SeedLine> lines, Func<FaultCoverage, ValueList<string>> select) =>
        [.. lines.SelectMany(line => select(line.Coverage)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<FailureGroup> Group(SeedLine[] lines)
    {
        List<(FailureShape Shape, FailureGroup Group)> groups = [];
        foreach (
            (string test, SeedFailureLine failure) in lines.SelectMany(line =>
                line.Failures.OrderBy(failure => failure.Seed).Select(failure => (line.Test, failure))
            )
        )
        {
            FailureShape shape = new(failure.Exception, failure.At, failure.Message);
            string seed = failure.Seed.ToString(CultureInfo.InvariantCulture);
            int index = groups.FindIndex(entry => entry.Group.Test == test && entry.Shape.IsLike(shape));
            if (index < 0)
            {
                groups.Add(
                    (
                        shape,
                        new FailureGroup(test, failure.Exception, failure.Message)
                        {
                            At = failure.At,
                            Phase = failure.Phase,
                            SeedCount = 1,
                            Seeds = [seed],
                            Replay = GetReplay(failure.Seed),
                        }
                    )
                );
                continue;
            }

            FailureGroup group = groups[index].Group;
            groups[index] = (
                groups[index].Shape,
                group with
                {
                    SeedCount = group.SeedCount + 1,
                    Seeds = group.Seeds.Count < FailureGroup.MaxSeeds ? group.Seeds.Add(seed) : group.Seeds,
                }
            );
        }

        return groups.Select(entry => entry.Group);
    }

    private static string GetReplay(long seed) => new SeedReplay(seed, null).ToString();

    private bool IsComplete(SeedPoint range) =>
        _lines.TryGetValue(range.Key, out List<SeedLine>? lines) && lines.Sum(line => line.Seeds) == range.Count;

    private SeedPoint FindRange(SeedPoint part) =>
        _ranges.TryGetValue(part.Key, out SeedPoint? whole)
            ? whole
            : ranges.First(range => range.Test == part.Test && range.First <= part.First && part.First < range.First + range.Count);
}
