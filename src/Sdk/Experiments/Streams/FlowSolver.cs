namespace Scalewright.Experiments.Streams;

/// <summary>Computes the rates of a step. An operator that is too slow limits its sources proportionally.</summary>
internal sealed partial class FlowSolver(
    StreamJob job, FlowConstraints plan, int[] sources, double[] rates, double[] loads, double[] slowness)
{
    // Limits are met by multiplication, so a value this close to its limit counts as equal.
    private const double Near = 1 - 1e-9;

    private readonly double[] _max = new double[loads.Length];
    private readonly bool[] _isBound = new bool[loads.Length];
    private readonly bool[] _isLink = new bool[loads.Length];

    /// <summary>For each operator, indicates whether it limits the flow.</summary>
    public bool[] IsBinding { get; } = new bool[loads.Length];

    /// <summary>For each operator, indicates whether it is backpressured.</summary>
    public bool[] IsHeld { get; } = new bool[loads.Length];

    public void Solve()
    {
        Spread();
        for (int index = 0; index < loads.Length; index++)
        {
            double own = plan.OwnLimits[index] / slowness[index];
            _max[index] = Math.Min(plan.OutLimits[index], own);
            _isLink[index] = plan.OutLimits[index] < own;
            Bound(index);
        }

        foreach (FlowLimit limit in plan.Limits)
        {
            Share(limit);
        }

        // The limiting operators are known only at the end, because later operators may reduce the rates further.
        for (int index = 0; index < loads.Length; index++)
        {
            if (_isBound[index] && loads[index] >= _max[index] * Near)
            {
                Mark(index, _isLink[index]);
            }
        }

        foreach (FlowLimit limit in _shared.Where(limit => GetUsage(limit) >= limit.Most * Near))
        {
            MarkHeaviest(limit);
        }
    }

    private void Bound(int index)
    {
        if (loads[index] > _max[index])
        {
            _isBound[index] = true;
            Scale(index, _max[index] / loads[index]);
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
