using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

internal sealed class PendingStep(int index, StepRequest request)
{
    public int Index { get; } = index;

    /// <summary>The request; the same on each attempt until its idempotency token cannot be used again.</summary>
    public StepRequest Request { get; set; } = request;

    public PlanStep Step => Request.Step;

    public bool IsIntended { get; set; }

    /// <summary>True if the step is done or marked as failed; it is then not requested again.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Number of its event in a recorded run.</summary>
    public int Recorded { get; set; } = -1;

    /// <summary>Reason why the step is not done yet; null before the first request.</summary>
    public Problem? Problem { get; set; }
}
