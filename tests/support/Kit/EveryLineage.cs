using Scalewright.Clusters.Reaping;
using Scalewright.Journals;

namespace Tests.Shared;

public static class EveryLineage
{
    /// <summary>Reaps what is left of all lineages at a place, each by itself, and nothing may be left of it.</summary>
    public static async Task ReapAsync(IProvider provider, string? when = null)
    {
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Remaining.ShouldBeEmpty(when);
        }
    }
}
