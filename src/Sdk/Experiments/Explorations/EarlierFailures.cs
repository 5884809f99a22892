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

        (string Name, CampaignReport Report)[] otherCampaigns = [.. folder.ReadOthers()];
        return report with { Groups = [.. report.Groups.Select(group => Add(otherCampaigns, group))] };
    }

    private static FailureGroup Add((string Name, CampaignReport Report)[] otherCampaigns, FailureGroup group)
    {
        EarlierFailure[] earlier =
        [
            .. otherCampaigns.Select(campaign => Find(campaign.Name, campaign.Report, group)).OfType<EarlierFailure>(),
        ];
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
            .. report.Groups.Where(earlier => (earlier.Test, earlier.Exception, earlier.At) == (group.Test, group.Exception, group.At)),
        ];
        return same.Length == 0
            ? null
            : new EarlierFailure(name, same.Sum(earlier => earlier.SeedCount), same[0].Replay) { Commit = report.Commit };
    }
}
