namespace Scalewright.Decisions.Policies;

/// <summary>Where in the memory of a Kubernetes autoscaler what stands: the smallest recommendations from 0 on, then the largest, then growths, then shrinkings.</summary>
/// <param name="Highest">Where the largest recommendations begin.</param>
/// <param name="Added">Where growths begin.</param>
/// <param name="Removed">Where shrinkings begin.</param>
/// <param name="Length">How many numbers it has.</param>
/// <param name="LongestPeriod">How long changes count.</param>
internal readonly record struct HpaMemory(int Highest, int Added, int Removed, int Length, TimeSpan LongestPeriod)
{
    public static HpaMemory Of(HpaRules up, HpaRules down)
    {
        ArgumentNullException.ThrowIfNull(up);
        ArgumentNullException.ThrowIfNull(down);
        TimeSpan longest = up.LongestPeriod > down.LongestPeriod ? up.LongestPeriod : down.LongestPeriod;
        int highest = RecentRing.LengthFor(up.Window);
        int added = highest + RecentRing.LengthFor(down.Window);
        int changes = RecentRing.LengthFor(longest);
        return new HpaMemory(highest, added, added + changes, added + (2 * changes), longest);
    }
}
