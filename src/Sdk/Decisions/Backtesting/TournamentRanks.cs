using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Ranks of the policies of a tournament for each load, by their mean score.</summary>
internal sealed class TournamentRanks
{
    private readonly double[][] _scores;

    public TournamentRanks(TournamentReport tournament)
    {
        Names = [.. tournament.Results.Select(result => result.Name)];
        _scores =
        [
            .. Names.Select(name =>
                tournament.GetScores(name).ToArray().Chunk(tournament.Seeds).Select(seeds => SampleInference.GetMean(seeds)).ToArray()
            ),
        ];
    }

    /// <summary>Names of the policies, best first.</summary>
    public ValueList<string> Names { get; }

    /// <summary>Number of loads.</summary>
    public int LoadCount => _scores.Length == 0 ? 0 : _scores[0].Length;

    /// <summary>Returns the rank of a policy for a load: 1 for the lowest score. Equal scores have the same rank.
    /// </summary>
    public int GetRank(int policy, int load) => 1 + _scores.Count(scores => IsLower(scores[load], _scores[policy][load]));

    /// <summary>Returns the number of loads for which a policy has the lowest score, and of those that it shares.
    /// </summary>
    public (int Firsts, int Ties) CountFirsts(int policy)
    {
        int[] firsts = [.. Enumerable.Range(0, LoadCount).Where(load => GetRank(policy, load) == 1)];
        return (firsts.Length, firsts.Count(load => Enumerable.Range(0, Names.Count).Count(policy => GetRank(policy, load) == 1) > 1));
    }

    // Sums in another order differ in their last digits.
    private static bool IsLower(double other, double score) => other < score - (1e-9 * Math.Abs(score));
}
