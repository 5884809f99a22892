using Scalewright.Charts;

namespace Scalewright.Explorations;

/// <summary>Creates the page of a campaign.</summary>
internal static class ExplorationPage
{
    private const int MaxMessage = 200;

    public static ChartPage Create(CampaignReport report, CampaignJson campaign, string name) =>
        new($"Campaign {name}")
        {
            Subtitle = $"{Path.GetFileName(campaign.Tests)}, seeds from " + campaign.FirstSeed.ToString(CultureInfo.InvariantCulture) + ".",
            Verdict = new ChartVerdict(report.GetSentence())
            {
                IsPassed = report.Groups.Count == 0 && report.IsComplete,
                Findings = [.. CreateFindings(report)],
                Note =
                    "A group has the same type of exception, the same innermost frame of your code, and similar "
                    + "messages. The faults of its lowest seed are minimized.",
            },
            Tiles =
            [
                new ChartTile("seeds", Number(report.SeedCount)),
                new ChartTile("failed", Number(report.FailedSeedCount)),
                new ChartTile("faults", Number(report.Tests.Sum(test => test.FaultCount))),
                new ChartTile("kills", Number(report.Tests.Sum(test => test.KillCount))),
                new ChartTile("steps", Number(report.Tests.Sum(test => test.StepCount))),
            ],
            Sections =
            [
                .. CreateGroups(report),
                new ChartSection("Tests")
                {
                    Table = new ChartTable(["test", "seeds", "failed", "run twice", "faults", "kills", "steps"])
                    {
                        Rows =
                        [
                            .. report.Tests.Select(test =>
                                (ValueList<string>)
                                    [
                                        test.Name,
                                        Number(test.SeedCount),
                                        Number(test.FailedSeedCount),
                                        Number(test.DeterminismCheckCount),
                                        Number(test.FaultCount),
                                        Number(test.KillCount),
                                        Number(test.StepCount),
                                    ]
                            ),
                        ],
                    },
                },
                .. CreateSituations(report),
                .. report.Coverage.Select(CreateCoverage),
                .. CreateMissing(report),
            ],
            Facts =
            [
                new ChartFact("Tests", campaign.Tests),
                .. Fact("Commit of the tests", report.Commit),
                new ChartFact("SHA-256 of the assemblies", campaign.Content),
                new ChartFact("Seeds of a range", Number(campaign.RangeSize)),
                new ChartFact("Scalewright", campaign.Version),
            ],
        };

    private static IEnumerable<string> CreateFindings(CampaignReport report)
    {
        if (report.StoppedAfter is { } limit)
        {
            yield return $"The campaign ended after {Pluralizer.Format(limit, "failing seed")}.";
        }

        if (report.Missing.Count > 0)
        {
            yield return $"{report.DescribeMissing()}.";
        }

        int unreached = report.Situations.Count(situation => situation.SeedCount == 0);
        if (unreached > 0)
        {
            yield return $"No seed reached {unreached} of {Pluralizer.Format(report.Situations.Count, "situation")}.";
        }
    }

    private static IEnumerable<ChartSection> CreateGroups(CampaignReport report)
    {
        if (report.Groups.Count > 0)
        {
            yield return new ChartSection("Failures")
            {
                Table = new ChartTable(["group", "test", "failure", "seeds", "lowest", "faults"])
                {
                    Rows =
                    [
                        .. report.Groups.Select(
                            (group, index) =>
                                (ValueList<string>)
                                    [
                                        Number(index + 1),
                                        ShortName(group.Test),
                                        Describe(group),
                                        Number(group.SeedCount),
                                        group.Seeds[0],
                                        CountFaults(group),
                                    ]
                        ),
                    ],
                },
            };
        }

        foreach ((int index, FailureGroup group) in report.Groups.Index())
        {
            yield return new ChartSection($"Group {Number(index + 1)}: {Describe(group)}")
            {
                Text = group.Message,
                Facts =
                [
                    new ChartFact("Replay", CampaignText.GetReplayCommand(group)),
                    .. Fact("At", group.At),
                    .. Fact("Phase", group.Phase),
                    .. Fact("Remaining faults", string.Join("\n", group.Faults)),
                    new ChartFact(
                        "Failing seeds",
                        string.Join(", ", group.Seeds)
                            + (group.SeedCount > group.Seeds.Count ? $" and {Number(group.SeedCount - group.Seeds.Count)} more" : "")
                    ),
                    .. group.Earlier.Select(earlier => new ChartFact(
                        $"In campaign {CampaignText.Describe(earlier)}",
                        $"{Pluralizer.FormatGrouped(earlier.SeedCount, "failing seed")}, replay {earlier.Replay}"
                    )),
                    .. Fact("In older campaigns", CountOlder(group)),
                ],
            };
        }
    }

    private static IEnumerable<ChartSection> CreateSituations(CampaignReport report)
    {
        if (report.Situations.Count > 0)
        {
            yield return new ChartSection("Situations")
            {
                Text = "Declared by the tests with Sometimes.",
                Table = new ChartTable(["situation", "test", "seeds that reached it"])
                {
                    Rows =
                    [
                        .. report
                            .Situations.OrderBy(situation => situation.SeedCount)
                            .Select(situation =>
                                (ValueList<string>)[situation.Name, ShortName(situation.Test), Number(situation.SeedCount)]
                            ),
                    ],
                },
            };
        }
    }

    private static ChartSection CreateCoverage(ExploredCoverage coverage)
    {
        ChartSection section = new($"Faults during operations: {ShortName(coverage.Test)}")
        {
            Text =
                "Pairs of a fault and an operation that was under way when the fault started: "
                + $"{Number(coverage.ReachedCount)} of {Number(coverage.PairCount)} reached.",
        };
        return coverage.Unreached.Count == 0
            ? section
            : section with
            {
                Table = new ChartTable(["fault", "operations under way that no seed reached"])
                {
                    Rows =
                    [
                        .. coverage
                            .Unreached.GroupBy(pair => pair.Fault, StringComparer.Ordinal)
                            .Select(pairs => (ValueList<string>)[pairs.Key, string.Join(", ", pairs.Select(pair => pair.Operation))]),
                    ],
                },
            };
    }

    private static IEnumerable<ChartSection> CreateMissing(CampaignReport report)
    {
        if (report.Missing.Count > 0)
        {
            yield return new ChartSection("Seeds without a result")
            {
                Table = new ChartTable(["test", "first", "seeds", "because"])
                {
                    Rows =
                    [
                        .. report.Missing.Select(range =>
                            (ValueList<string>)[range.Test, Number(range.FirstSeed), Number(range.SeedCount), range.Reason]
                        ),
                    ],
                },
            };
        }
    }

    private static ValueList<ChartFact> Fact(string name, string text) => text.Length > 0 ? [new ChartFact(name, text)] : [];

    private static string Describe(FailureGroup group)
    {
        string kind = group.Exception.Length > 0 ? ShortName(group.Exception) : "the process ended";
        string message = group.Message.Split('\n')[0];
        return $"{kind}: {message[..Math.Min(message.Length, MaxMessage)]}";
    }

    private static string CountFaults(FailureGroup group) =>
        group.Exception.Length == 0
            ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{group.Faults.Count} of {group.GeneratedFaultCount}");

    private static string CountOlder(FailureGroup group) =>
        group.OlderCampaignCount == 0
            ? ""
            : $"{Pluralizer.FormatGrouped(group.OlderSeedCount, "failing seed")} of "
                + Pluralizer.FormatGrouped(group.OlderCampaignCount, "campaign");

    private static string ShortName(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
