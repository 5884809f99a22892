namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Puts nodes into as few experiments as the API allows: boards by kind, of whatever kinds and sites, in one, boards by name, of whatever sites, in another. Pure.</summary>
internal static class KindPacking
{
    /// <summary>Kinds of one experiment: each has an alias, which is one digit and not 0.</summary>
    public const int KindsMax = 9;

    /// <summary>Packs things in their order.</summary>
    /// <param name="all">The things.</param>
    /// <param name="placeOf">Where one is to be.</param>
    /// <param name="sizeMax">How many may be in one, 1 or more.</param>
    /// <returns>None is empty; in none are boards by name and boards by kind.</returns>
    public static IEnumerable<T[]> Pack<T>(IEnumerable<T> all, Func<T, Place> placeOf, int sizeMax)
    {
        foreach (IGrouping<bool, T> group in all.GroupBy(one => placeOf(one).Board.Length > 0))
        {
            List<T> pack = [];
            HashSet<Place> kinds = [];
            foreach (T one in group)
            {
                bool isFull = pack.Count == sizeMax || (!group.Key && kinds.Count == KindsMax && !kinds.Contains(placeOf(one)));
                if (isFull)
                {
                    yield return [.. pack];
                    pack.Clear();
                    kinds.Clear();
                }

                pack.Add(one);
                kinds.Add(placeOf(one));
            }

            yield return [.. pack];
        }
    }
}
