namespace Scalewright.Decisions;

/// <summary>Finds clouds of a domain by name. Nodes of one cloud mostly stand together, so the last one found is tried first.</summary>
internal struct CloudIndex(ValueList<DomainCloud> clouds)
{
    private int _last;

    /// <summary>The index of a cloud; -1 when the domain does not name it.</summary>
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
