using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>The answer to a piece of a stream reaches its sender: well received, or nobody there.</summary>
internal sealed class SegmentAcknowledgement(Segment segment, bool isReset) : KernelEvent
{
    protected internal override void Occur() => segment.Sender.Acknowledge(segment, isReset);
}
