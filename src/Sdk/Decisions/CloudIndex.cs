using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Finds clouds by name. Tries the last match first, because nodes of one cloud are mostly adjacent.</summary>
internal struct CloudIndex(ValueList<DomainCloud> clouds)
{
    private int _last;

    /// <summary>Returns the index of a cloud, or -1 if the domain does not have it.</summary>
    public int Find(string name)
    {
        if (_last < clouds.Count && string.Equals(clouds[_last].Name, name, StringComparison.Ordinal))
        {
            return _last;
        }

        for (int index = 0; index < clouds.Count; index++)
        {
            if (string.Equals(clouds[index].Name, name, StringComparison.Ordinal))
            {
                return _last = index;
            }
        }

        return -1;
    }
}
