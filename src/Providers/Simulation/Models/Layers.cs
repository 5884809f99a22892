namespace Scalewright.Providers.Simulation.Models;

/// <summary>A value, and changes that lie over it for a time, in the order they were laid. Taking one away leaves the others.</summary>
/// <param name="ground">The value without changes.</param>
/// <param name="onChange">Takes the value whenever it is another.</param>
internal sealed class Layers<T>(T ground, Action<T> onChange)
{
    private readonly List<Func<T, T>> _layers = [];

    /// <summary>Lays a change over it.</summary>
    /// <returns>Takes it away.</returns>
    public Action Add(Func<T, T> layer)
    {
        _layers.Add(layer);
        Tell();
        return () =>
        {
            _layers.Remove(layer);
            Tell();
        };
    }

    private void Tell() => onChange(_layers.Aggregate(ground, (value, layer) => layer(value)));
}
