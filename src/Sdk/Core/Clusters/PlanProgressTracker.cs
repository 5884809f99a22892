using Scalewright.Planning;

namespace Scalewright.Clusters;

internal sealed class PlanProgressTracker(Plan plan, IProgress<PlanProgress>? progress)
{
    private readonly bool[] _isDone = new bool[plan.Steps.Count];
    private readonly List<PlanStep> _completed = [];
    private readonly ProblemList _problems = new();
    private readonly List<StepFailure> _failures = [];
    private ValueList<int> _checked = [];
    private bool _areChecked = true;

    public int RetryCount { get; set; }

    /// <summary>
    /// Returns true if all steps that a step depends on are done; otherwise records the step as not started.
    /// </summary>
    public bool CanStart(int index)
    {
        ValueList<int> before = plan.Steps[index].DependsOn;
        if (!ReferenceEquals(before, _checked))
        {
            (_checked, _areChecked) = (before, AreDone(before));
        }

        if (!_areChecked)
        {
            Fail(index, ClusterProblems.NotStarted(plan.Steps[index]));
        }

        return _areChecked;
    }

    public void Complete(int index)
    {
        _isDone[index] = true;
        _completed.Add(plan.Steps[index]);
        Report(index);
    }

    public void Fail(int index, Problem problem)
    {
        _failures.Add(new StepFailure(plan.Steps[index], problem));
        _problems.Add(problem.Field.Length > 0 ? problem : problem with { Field = plan.Steps[index].ToString() });
        Report(index);
    }

    public PlanReport ToReport() =>
        new(plan)
        {
            CompletedSteps = _completed.ToValueList(),
            Problems = _problems.ToValueList(),
            Failures = _failures.ToValueList(),
            RetryCount = RetryCount,
        };

    private bool AreDone(ValueList<int> indexes)
    {
        foreach (int index in indexes)
        {
            if (!_isDone[index])
            {
                return false;
            }
        }

        return true;
    }

    private void Report(int index) =>
        progress?.Report(new PlanProgress(_completed.Count, _failures.Count, plan.Steps.Count, plan.Steps[index]));
}
