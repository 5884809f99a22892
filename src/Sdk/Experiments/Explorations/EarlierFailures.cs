namespace Scalewright.Explorations;

/// <summary>Finds the failures of a campaign in the other campaigns of its store.</summary>
internal static class EarlierFailures
{
    /// <summary>Returns a report whose groups name the campaigns with the same failure, newest first.</summary>
    public static CampaignReport Add(ExplorationFolder folder, CampaignReport report)
    {
        if (report.Groups.Count == 0)
        {
            return report;
        }

        (string Name, CampaignReport Report)[] others = [.. folder.ReadOthers()];
        return report with { Groups = [.. report.Groups.Select(group => Add(others, group))] };
    }

    private static FailureGroup Add((string Name, CampaignReport Report)[] others, FailureGroup group)
    {
        EarlierFailure[] earlier = [.. others.Select(other => Find(other.Name, other.Report, group)).OfType<EarlierFailure>()];
        EarlierFailure[] older = [.. earlier.Skip(FailureGroup.MaxEarlier)];
        return group with
        {
            Earlier = [.. earlier.Take(FailureGroup.MaxEarlier)],
            OlderCampaignCount = older.Length,
            OlderSeedCount = older.Sum(failure => (long)failure.SeedCount),
        };
    }

    /// <summary>Returns the failure of a group in a campaign, which may have it with several messages; null if it has
    /// none.</summary>
    private static EarlierFailure? Find(string name, CampaignReport report, FailureGroup group)
    {
        FailureGroup[] same =
        [
            .. report.Groups.Where(known => (known.Test, known.Exception, known.At) == (group.Test, group.Exception, group.At)),
        ];
        return same.Length == 0
            ? null
            : new EarlierFailure(name, same.Sum(known => known.SeedCount), same[0].Replay) { Commit = report.Commit };
    }
}
