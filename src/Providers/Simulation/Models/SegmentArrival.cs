using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A piece of a stream reaches the other host.</summary>
internal sealed class SegmentArrival(Segment segment) : KernelEvent
{
    protected internal override void Occur() => segment.Sender.Arrive(segment);
}
