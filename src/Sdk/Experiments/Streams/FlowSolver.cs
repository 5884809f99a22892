namespace Scalewright.Experiments.Streams;

/// <summary>Finds the rates of a step: whoever is too slow holds back the sources that feed it, each in the same proportion.</summary>
internal sealed partial class FlowSolver(StreamJob job, FlowPlan plan, int[] sources, double[] rates, double[] loads, double[] slowness)
{
    // What is this near to its bound is at it: bounds are met by multiplication.
    private const double Near = 1 - 1e-9;

    private readonly double[] _most = new double[loads.Length];
    private readonly bool[] _isBound = new bool[loads.Length];
    private readonly bool[] _isLink = new bool[loads.Length];

    /// <summary>Whether each operator is what holds others back.</summary>
    public bool[] IsBinding { get; } = new bool[loads.Length];

    /// <summary>Whether each operator stands still because of what comes after it.</summary>
    public bool[] IsHeld { get; } = new bool[loads.Length];

    /// <summary>Lowers the rates until nothing is above what it can do.</summary>
    public void Solve()
    {
        Spread();
        for (int index = 0; index < loads.Length; index++)
        {
            double own = plan.OwnLimits[index] / slowness[index];
            _most[index] = Math.Min(plan.OutLimits[index], own);
            _isLink[index] = plan.OutLimits[index] < own;
            Bound(index);
        }

        foreach (FlowLimit limit in plan.Limits)
        {
            Share(limit);
        }

        // Only now it is known who is at its bound: another one may have lowered the rates later.
        for (int index = 0; index < loads.Length; index++)
        {
            if (_isBound[index] && loads[index] >= _most[index] * Near)
            {
                Mark(index, _isLink[index]);
            }
        }

        foreach (FlowLimit limit in _shared.Where(limit => UseOf(limit) >= limit.Most * Near))
        {
            MarkHeaviest(limit);
        }
    }

    private void Bound(int index)
    {
        if (loads[index] > _most[index])
        {
            _isBound[index] = true;
            Scale(index, _most[index] / loads[index]);
            Spread();
        }
    }

    private void Mark(int index, bool isHeldItself)
    {
        IsBinding[index] |= !isHeldItself;
        IsHeld[index] |= isHeldItself;
        for (int before = 0; before < index; before++)
        {
            IsHeld[before] |= plan.Ancestors[before][index];
        }
    }

    private void Scale(int index, double factor)
    {
        for (int source = 0; source < sources.Length; source++)
        {
            if (Reaches(sources[source], index))
            {
                rates[source] *= factor;
            }
        }
    }

    private bool Reaches(int source, int index) => source == index || plan.Ancestors[source][index];

    private void Spread()
    {
        Array.Clear(loads);
        for (int source = 0; source < sources.Length; source++)
        {
            loads[sources[source]] = rates[source];
        }

        for (int index = 0; index < loads.Length; index++)
        {
            ValueList<JobInput> inputs = job.Operators[index].Inputs;
            for (int at = 0; at < inputs.Count; at++)
            {
                loads[index] += loads[plan.Inputs[index][at]] * inputs[at].Ratio;
            }
        }
    }
}
