namespace Scalewright.Providers.Simulation.Models;

/// <summary>Cuts of a link or host that are active, which may overlap.</summary>
internal sealed class ActiveCuts
{
    private LinkedList<int>? _eventNumbers;

    public bool IsAny => _eventNumbers is { Count: > 0 };

    /// <summary>Recorded event that caused the last of these cuts.</summary>
    public int EventNumber => _eventNumbers?.Last?.Value ?? EventNumbers.None;

    /// <summary>Adds a cut. Returns the action that removes it, and does nothing after <see cref="Clear"/>.</summary>
    public Action Add(int eventNumber)
    {
        LinkedList<int> cuts = _eventNumbers ??= new LinkedList<int>();
        LinkedListNode<int> cut = cuts.AddLast(eventNumber);
        return () =>
        {
            if (cut.List is not null)
            {
                cuts.Remove(cut);
            }
        };
    }

    public void Clear() => _eventNumbers?.Clear();
}
