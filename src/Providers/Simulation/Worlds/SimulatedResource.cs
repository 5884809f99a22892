namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Group or network, and base of a node: its current state, and the state in lists, which may lag.</summary>
internal class SimulatedResource(long number, Resource current)
{
    // Empty unless the run is recorded and a fault delays lists.
    private (int Change, int EventNumber)[] _lags = [];

    /// <summary>Number from 1, in order of creation. Unlike the ID, it is never reused.</summary>
    public long Number => number;

    public Resource Current { get; set; } = current;

    /// <summary>State in lists; null when not listed.</summary>
    public Resource? Listed { get; private set; }

    public bool IsDeleted { get; set; }

    /// <summary>Number of changes, so that a delayed change does not overwrite a later one.</summary>
    public int ChangeCount { get; set; }

    /// <summary>Number of the last change that lists show; 0 for none.</summary>
    public int ListedChangeCount { get; private set; }

    /// <summary>True if lists show an older state.</summary>
    public bool IsLagging => ChangeCount > ListedChangeCount;

    /// <summary>Numbers of the recorded events that delay the changes which lists do not show yet.</summary>
    public IEnumerable<int> LagEventNumbers => _lags.Select(lag => lag.EventNumber);

    public ResourceTag Tag => Current.Tag;

    /// <summary>Notes that a recorded event delays the last change in lists.</summary>
    public void AddLag(int eventNumber) => _lags = [.. _lags, (ChangeCount, eventNumber)];

    /// <summary>Sets the state in lists to that after a change. Returns false if they show a later one.</summary>
    public bool TrySetListed(int change, Resource? state)
    {
        if (change <= ListedChangeCount)
        {
            return false;
        }

        ListedChangeCount = change;
        Listed = state;
        if (_lags.Length > 0)
        {
            RemoveLags(change);
        }

        return true;
    }

    private void RemoveLags(int change) => _lags = Array.FindAll(_lags, lag => lag.Change > change);
}
