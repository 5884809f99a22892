using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Answer of the page of a tournament. There is a winner only if the interval of the paired difference to the second
/// excludes 0. Baselines never win.
/// </summary>
internal static class TournamentVerdict
{
    // Further names are in the table.
    private const int MaxNames = 4;

    /// <param name="loads">Number of loads.</param>
    public static ChartVerdict Create(TournamentReport tournament, int loads) =>
        new(GetSentence(tournament, loads))
        {
            Findings = [.. GetWins(tournament), .. GetDominated(tournament)],
            Note = GetNote(tournament.Seeds, loads),
        };

    private static string GetSentence(TournamentReport tournament, int loads)
    {
        string over = Pluralizer.Format(loads, "load");
        TournamentResult first = tournament.Results[0];
        if (tournament.Results.Count == 1)
        {
            return $"{first.Name} is the only policy: score {first.Score} over {over}.";
        }

        TournamentResult second = tournament.Results[1];
        PairedDifference difference = second.DifferenceToWinner!;
        if (double.IsNaN(difference.Low))
        {
            return $"{first.Name} has the lowest score over {over}; one seed does not distinguish it from others.";
        }

        if (difference.Low > 0)
        {
            return $"{first.Name} wins over {over}: the score of {second.Name}, the second, is higher by "
                + $"{Format(difference.Mean)} ({Format(difference.Low)} to {Format(difference.High)}).";
        }

        string[] equal =
        [
            first.Name,
            .. tournament.Results.Skip(1).TakeWhile(result => !result.DifferenceToWinner!.IsSignificant).Select(result => result.Name),
        ];
        return $"{Join(equal)} are not distinguished over {over}.";
    }

    private static IEnumerable<string> GetWins(TournamentReport tournament)
    {
        TournamentRanks ranks = new(tournament);
        if (ranks.LoadCount < 2 || ranks.Names.Count < 2)
        {
            yield break;
        }

        IEnumerable<string> winners = ranks
            .Names.Select((name, index) => (name, Counts: ranks.CountFirsts(index)))
            .Where(policy => policy.Counts.Firsts > 0)
            .OrderByDescending(policy => policy.Counts.Firsts)
            .Select(policy => $"{policy.name} for {policy.Counts.Firsts} of {ranks.LoadCount}{DescribeTies(policy.Counts)}");
        yield return $"Lowest score by load: {string.Join(", ", winners)}.";

        static string DescribeTies((int Firsts, int Ties) counts) =>
            counts.Ties switch
            {
                0 => "",
                _ when counts.Ties == counts.Firsts => " (shared)",
                _ => $" ({counts.Ties} shared)",
            };
    }

    private static IEnumerable<string> GetDominated(TournamentReport tournament)
    {
        string[] dominated = [.. tournament.Results.Where(result => !result.IsParetoOptimal).Select(result => result.Name)];
        if (dominated.Length > 0)
        {
            yield return $"For {Join(dominated)}, another policy costs no more and has no more violations.";
        }
    }

    private static string GetNote(int seeds, int loads)
    {
        string intervals =
            seeds > 1
                ? $"The interval is that of the paired difference for these loads, over {Pluralizer.Format(seeds, "seed")}."
                : "One seed, so there are no intervals of differences.";
        string scope = loads > 1 ? "Other loads can have another winner." : "The result holds for this load.";
        return $"{intervals} {scope} Baselines are not compared as policies.";
    }

    private static string Format(double value) => MeasurementFormatter.FormatTick(value);

    private static string Join(string[] names) =>
        names switch
        {
            [var name] => name,
            { Length: > MaxNames } => $"{string.Join(", ", names[..MaxNames])} and {names.Length - MaxNames} more",
            _ => $"{string.Join(", ", names[..^1])} and {names[^1]}",
        };
}
