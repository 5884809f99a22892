namespace Scalewright.Providers.Simulation.Models;

/// <summary>Value with temporary changes on top, in order. Removing a change keeps the others.</summary>
/// <param name="ground">The value without changes.</param>
/// <param name="onChange">Receives the value when it changes.</param>
internal sealed class OverlayStack<T>(T ground, Action<T> onChange)
{
    private readonly List<Func<T, T>> _layers = [];

    /// <summary>Adds a change. Returns the action that removes it.</summary>
    public Action Add(Func<T, T> layer)
    {
        _layers.Add(layer);
        NotifyChange();
        return () =>
        {
            _layers.Remove(layer);
            NotifyChange();
        };
    }

    private void NotifyChange() => onChange(_layers.Aggregate(ground, (value, layer) => layer(value)));
}
