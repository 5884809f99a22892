using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Scalewright.Decisions.Backtesting;

/// <summary>The metrics of one decision, on the stack: written anew for each, they would cost more on the heap than the decision.</summary>
[InlineArray(Length)]
[SuppressMessage("Style", "IDE0044", Justification = "The runtime writes the elements.")]
internal struct MetricBuffer
{
    public const int Length = SampledMetrics.Count;

    private MetricReading _first;
}
