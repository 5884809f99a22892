using Scalewright.Testing.Facts;

namespace Scalewright.Explorations;

/// <summary>Writes the report of a campaign as text.</summary>
internal static class CampaignText
{
    private const int MaxFaults = 12;

    /// <summary>Returns the answer, a paragraph for each group of failures, and the situations and pairs of a fault and
    /// an operation that no seed reached.</summary>
    public static string Write(CampaignReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        text.Append($"{report.GetSentence()}\n");
        text.Append(report.Commit.Length > 0 ? $"Commit of the tests: {TextEscaping.Escape(report.Commit)}\n" : "");
        if (report.StoppedAfter is { } limit)
        {
            text.Append($"Stopped after {Pluralizer.Format(limit, "failing seed")}.\n");
        }

        foreach ((int index, FailureGroup group) in report.Groups.Index())
        {
            Append(text, index + 1, group);
        }

        foreach (MissingRange range in report.Missing)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"No result: {TextEscaping.Escape(range.Test)}, "
                    + $"{Pluralizer.FormatGrouped(range.SeedCount, "seed")} from {range.FirstSeed}: "
            );
            text.Append($"{TextEscaping.Escape(range.Reason)}\n");
        }

        foreach (ExploredSituation situation in report.Situations.Where(situation => situation.SeedCount == 0))
        {
            text.Append($"No seed reached: {TextEscaping.Escape(situation.Test)}: ");
            text.Append($"{TextEscaping.Escape(situation.Name)}\n");
        }

        foreach (ExploredCoverage coverage in report.Coverage)
        {
            text.Append($"Pairs of a fault and an operation under way: {TextEscaping.Escape(coverage.Test)}: ");
            text.Append($"{coverage.Describe()}\n");
        }

        return text.ToString();
    }

    /// <summary>Returns the command that replays the lowest seed of a group.</summary>
    public static string GetReplayCommand(FailureGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return $"{FactReader.ReplayVariable}={group.Replay} dotnet test --filter FullyQualifiedName={group.Test}";
    }

    private static void Append(StringBuilder text, int number, FailureGroup group)
    {
        string kind = group.Exception.Length > 0 ? $"{group.Exception}: " : "";
        text.Append(CultureInfo.InvariantCulture, $"\n{number}. {TextEscaping.Escape(group.Test)}: ");
        text.Append($"{Pluralizer.FormatGrouped(group.SeedCount, "seed")}, lowest {group.Seeds[0]}\n");
        text.Append($"   {kind}{TextEscaping.Escape(group.Message.Split('\n')[0])}\n");
        text.Append(group.At.Length > 0 ? $"   {TextEscaping.Escape(group.At)}\n" : "");
        if (group.Faults.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"   Faults needed to reproduce ({group.Faults.Count} of {group.GeneratedFaultCount}):\n"
            );
            foreach (string fault in group.Faults.Take(MaxFaults))
            {
                text.Append($"     {TextEscaping.Escape(fault)}\n");
            }
        }

        text.Append($"   Replay: {TextEscaping.Escape(GetReplayCommand(group))}\n");
        AppendEarlier(text, group);
    }

    private static void AppendEarlier(StringBuilder text, FailureGroup group)
    {
        if (group.Earlier.Count == 0)
        {
            return;
        }

        EarlierFailure newest = group.Earlier[0];
        text.Append($"   Also in campaign {Describe(newest)}: ");
        text.Append($"{Pluralizer.FormatGrouped(newest.SeedCount, "seed")}, replay {TextEscaping.Escape(newest.Replay)}\n");
        int campaigns = group.Earlier.Count - 1 + group.OlderCampaignCount;
        if (campaigns > 0)
        {
            long seeds = group.Earlier.Skip(1).Sum(earlier => (long)earlier.SeedCount) + group.OlderSeedCount;
            text.Append($"   Also in {Pluralizer.FormatGrouped(campaigns, "older campaign")}: ");
            text.Append($"{Pluralizer.FormatGrouped(seeds, "seed")}\n");
        }
    }

    /// <summary>Returns the name of an earlier campaign with the commit of its tests.</summary>
    internal static string Describe(EarlierFailure earlier) =>
        earlier.Commit.Length > 0 ? $"{earlier.Campaign} (commit {TextEscaping.Escape(earlier.Commit)})" : earlier.Campaign;
}
