using System.Collections.Concurrent;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>
/// What this process made a moment ago: lists may not show it yet, so that removing it would look done, and the place
/// may know no client tokens, so that repeating would make another.
/// </summary>
internal sealed class RecentInstances(TimeSpan window, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (
        PlaceInstance Instance, string Token, long At)> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <param name="instance">What was made.</param>
    /// <param name="token">By which token.</param>
    public void Add(PlaceInstance instance, string token)
    {
        Forget(_made.Where(made => clock.GetElapsedTime(made.Value.At) > window).Select(made => made.Key));
        _made[instance.Id] = (instance, token, clock.GetTimestamp());
        _ids[token] = instance.Id;
    }

    /// <summary>What was made within the window; null: nothing of this id.</summary>
    public PlaceInstance? Find(string id) =>
        _made.TryGetValue(id, out (PlaceInstance Instance, string Token, long At) made)
            && clock.GetElapsedTime(made.At) <= window
            ? made.Instance
            : null;

    /// <summary>What was made within the window; null: nothing by this token.</summary>
    public PlaceInstance? FindByToken(string token) => _ids.TryGetValue(token, out string? id) ? Find(id) : null;

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            if (_made.TryRemove(id, out (PlaceInstance Instance, string Token, long At) made))
            {
                _ids.TryRemove(made.Token, out _);
            }
        }
    }
}
