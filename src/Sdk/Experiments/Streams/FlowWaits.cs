namespace Scalewright.Experiments.Streams;

/// <summary>How long records wait before an operator, from its load.</summary>
internal static class FlowWaits
{
    /// <summary>Seconds on average, over all instances.</summary>
    public static double Of(FlowPlan plan, int index, double load)
    {
        JobOperator item = plan.Job.Operators[index];
        double[] shares = plan.Shares[index];
        double cost = plan.Costs[index];
        double full = load > 0 ? item.Buffer / load : 0;
        if (item.Share == ShareRule.Pool)
        {
            return Math.Min(QueueTheory.PoolWait(load, cost, shares.Length), full);
        }

        double wait = 0;
        foreach (double share in shares)
        {
            // A buffer that is full takes as long as what is in it; one that is not never takes longer.
            double most = share > 0 && load > 0 ? item.Buffer / (load * share) : 0;
            wait += share * Math.Min(QueueTheory.Wait(load * share, cost, item.CostSpread), most);
        }

        return wait;
    }
}
