namespace Scalewright.Experiments.Streams;

/// <content>Fair sharing of cores between instances of several operators. An instance that requires less than an equal
/// share gets what it requires. The others get equal shares of the rest, so the heaviest operators wait for cores. A
/// lighter operator before them is limited by their full buffers; a lighter operator after them is mostly
/// idle.</content>
internal sealed partial class FlowSolver
{
    private readonly List<FlowLimit> _shared = [];

    private void Share(FlowLimit limit)
    {
        if (GetUsage(limit) * Near <= limit.Most)
        {
            return;
        }

        _shared.Add(limit);
        bool[] isHeavy = new bool[limit.Operators.Length];
        bool isOver = true;

        // Each iteration finds one more operator that is as heavy as the heaviest.
        for (int iteration = 0; isOver && iteration < isHeavy.Length; iteration++)
        {
            double level = GetLevel(limit);
            for (int at = 0; at < isHeavy.Length; at++)
            {
                isHeavy[at] |= GetPeak(limit, at) >= level * Near;
            }

            isOver = Lower(limit, isHeavy, level);
        }
    }

    /// <summary>Reduces the heaviest sources until the limit holds or another operator is equally heavy.</summary>
    /// <returns>True if the limit is still exceeded.</returns>
    private bool Lower(FlowLimit limit, bool[] isHeavy, double level)
    {
        double used = GetUsage(limit);
        (double[] all, double[] kept) = ([.. loads], [.. rates]);
        for (int source = 0; source < sources.Length; source++)
        {
            rates[source] = IsAnyReached(limit, isHeavy, sources[source]) ? rates[source] : 0;
        }

        // Records of the other sources do not decrease.
        Spread();
        double falling = GetUsage(limit);
        double fits = (limit.Most - (used - falling)) / falling;
        double meets = 0;
        for (int at = 0; at < isHeavy.Length; at++)
        {
            int index = limit.Operators[at];
            double stays = limit.Peaks[at] * slowness[index] * (all[index] - loads[index]);
            meets = isHeavy[at] ? meets : Math.Max(meets, stays / (level - GetPeak(limit, at)));
        }

        double factor = Math.Clamp(Math.Max(fits, meets), 0, 1);
        for (int source = 0; source < sources.Length; source++)
        {
            rates[source] = rates[source] > 0 ? rates[source] * factor : kept[source];
        }

        Spread();
        return meets > fits;
    }

    private bool IsAnyReached(FlowLimit limit, bool[] isHeavy, int source)
    {
        for (int at = 0; at < isHeavy.Length; at++)
        {
            if (isHeavy[at] && Reaches(source, limit.Operators[at]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks the operators with the busiest instances as limited by cores.</summary>
    private void MarkHeaviest(FlowLimit limit)
    {
        double level = GetLevel(limit);
        for (int at = 0; at < limit.Operators.Length; at++)
        {
            if (GetPeak(limit, at) >= level * Near)
            {
                Mark(limit.Operators[at], isHeldItself: false);
            }
        }
    }

    private double GetLevel(FlowLimit limit)
    {
        double level = 0;
        for (int at = 0; at < limit.Operators.Length; at++)
        {
            level = Math.Max(level, GetPeak(limit, at));
        }

        return level;
    }

    private double GetPeak(FlowLimit limit, int at) =>
        limit.Peaks[at] * slowness[limit.Operators[at]] * loads[limit.Operators[at]];

    private double GetUsage(FlowLimit limit)
    {
        double used = 0;
        for (int at = 0; at < limit.Operators.Length; at++)
        {
            used += limit.Uses[at] * slowness[limit.Operators[at]] * loads[limit.Operators[at]];
        }

        return used;
    }
}
