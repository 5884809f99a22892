using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Pieces of streams that wait at their sender until the link is free, as behind a network card: those that were lost go before those that were never sent.</summary>
/// <remarks>What lies here is not on its way yet: a stream that breaks takes its pieces back, and keeps none that comes after it waiting.</remarks>
internal sealed class LinkQueue(SimulationKernel kernel, NetworkLink link) : KernelEvent
{
    private readonly Queue<Segment> _lost = new();
    private readonly Queue<Segment> _fresh = new();

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _lost.Count + _fresh.Count == 0;

    public void Add(Segment segment)
    {
        bool isFirst = IsEmpty;
        (segment.TriesCount > 0 ? _lost : _fresh).Enqueue(segment);
        if (isFirst)
        {
            kernel.Schedule(link.FreeAt, this);
        }
    }

    /// <summary>The link should be free: as many go as it takes, which is one, unless it has no limit any more.</summary>
    protected internal override void Occur()
    {
        while (link.FreeAt <= kernel.Now && (_lost.TryDequeue(out Segment? next) || _fresh.TryDequeue(out next)))
        {
            next.Sender.Depart(next);
        }

        if (!IsEmpty)
        {
            kernel.Schedule(link.FreeAt, this);
        }
    }
}
