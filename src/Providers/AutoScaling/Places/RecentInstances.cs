using System.Collections.Concurrent;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>What this process made a moment ago: lists may not show it yet, so that removing it would look done.</summary>
internal sealed class RecentInstances(TimeSpan window, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (PlaceInstance Instance, long At)> _made = new(StringComparer.Ordinal);

    public void Add(PlaceInstance instance)
    {
        foreach ((string id, (_, long at)) in _made)
        {
            if (clock.GetElapsedTime(at) > window)
            {
                _made.TryRemove(id, out _);
            }
        }

        _made[instance.Id] = (instance, clock.GetTimestamp());
    }

    /// <summary>What was made within the window; null: nothing of this id.</summary>
    public PlaceInstance? Find(string id) => _made.TryGetValue(id, out (PlaceInstance Instance, long At) made) && clock.GetElapsedTime(made.At) <= window ? made.Instance : null;

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _made.TryRemove(id, out _);
        }
    }
}
