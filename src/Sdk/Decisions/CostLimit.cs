using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Limits the cost per hour of new nodes. Adds money as decimals: three nodes for 0.1 cost 0.3.</summary>
internal static class CostLimit
{
    // The sum of as many nodes as an integer can count, in thousands of clouds, is still a decimal.
    private const double MaxMoney = 1e15;

    public static decimal ToMoney(double value) => (decimal)Math.Min(value, MaxMoney);

    /// <summary>Returns the cost per hour of the desired nodes of all domains but one.</summary>
    /// <param name="topology">The desired topology.</param>
    /// <param name="except">Name of the domain to leave out.</param>
    public static decimal GetCostOfOthers(Topology topology, string except)
    {
        decimal cost = 0;
        foreach (Domain domain in topology.GetDomains().Where(domain => domain.Name != except))
        {
            int[] counts = DomainNodes.Count(domain, topology.GetDomainNodes(domain.Name));
            for (int index = 0; index < counts.Length; index++)
            {
                cost += counts[index] * ToMoney(domain.EffectiveClouds[index].PricePerHour);
            }
        }

        return cost;
    }

    /// <summary>Returns the cost per hour of a number of nodes in each cloud.</summary>
    public static decimal GetCost(ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts)
    {
        decimal cost = 0;
        for (int index = 0; index < counts.Length; index++)
        {
            cost += counts[index] * ToMoney(clouds[index].PricePerHour);
        }

        return cost;
    }

    /// <summary>
    /// Leaves out new nodes, those of the most expensive cloud first (of equal prices, of the later cloud), until the
    /// cost is within the budget. Keeps existing nodes that they would have replaced.
    /// </summary>
    /// <param name="budget">Maximum cost per hour; below 0 if other domains already exceed the limit.</param>
    /// <param name="clouds">The observed clouds.</param>
    /// <param name="counts">Number of nodes of each cloud; changed in place.</param>
    /// <returns>True if new nodes were left out.</returns>
    public static bool Apply(decimal budget, CloudObservation[] clouds, int[] counts)
    {
        if (GetCost(clouds, counts) <= budget)
        {
            return false;
        }

        CostReduction reduction = new(budget, clouds, counts);
        reduction.Run();
        return reduction.IsReduced;
    }
}

/// <summary>One reduction of new nodes to a budget.</summary>
internal sealed class CostReduction(decimal budget, CloudObservation[] clouds, int[] counts)
{
    // A stable order, from the cheapest cloud to the most expensive one.
    private readonly int[] _byPrice = [.. Enumerable.Range(0, clouds.Length).OrderBy(index => clouds[index].PricePerHour)];

    private decimal _cost = CostLimit.GetCost(clouds, counts);

    // New nodes that were left out, without existing nodes that are kept in their place.
    private long _leftOutCount;

    public bool IsReduced { get; private set; }

    /// <summary>
    /// Fits the cost to the budget first. While new nodes that cost money remain, the new and kept nodes must not be
    /// fewer than those to be replaced: leaves out one more new node at a time, whose money keeps existing ones.
    /// </summary>
    public void Run()
    {
        long newCount = SumPositive(index => counts[index] - clouds[index].HealthyCount);
        long replacedCount = Math.Min(newCount, SumPositive(index => clouds[index].HealthyCount - counts[index]));
        bool hasPaidNodes = LeaveOut(_cost - budget, minRemoved: 0);
        Keep(isLimited: hasPaidNodes);
        while (hasPaidNodes && IsTooSmall())
        {
            hasPaidNodes = LeaveOut(excess: 0, minRemoved: 1);
            Keep(isLimited: hasPaidNodes);
        }

        bool IsTooSmall() => newCount - _leftOutCount < replacedCount;
    }

    /// <summary>Leaves out new nodes for an excess of the cost, those of the most expensive cloud first.</summary>
    /// <param name="excess">Amount by which the cost must fall, 0 or more.</param>
    /// <param name="minRemoved">Minimum number of nodes to leave out in the most expensive cloud that has some.</param>
    /// <returns>True if new nodes that cost money remain.</returns>
    private bool LeaveOut(decimal excess, int minRemoved)
    {
        decimal target = _cost - excess;
        for (int position = _byPrice.Length - 1; position >= 0; position--)
        {
            int index = _byPrice[position];
            decimal price = GetPrice(index);
            int added = Math.Max(0, counts[index] - clouds[index].HealthyCount);
            if (price == 0 || added == 0)
            {
                continue;
            }

            decimal needed = Math.Max(minRemoved, Math.Ceiling(CountPaid(_cost - target, price)));
            int removed = (int)Math.Min(needed, added);
            Change(index, -removed, price);
            IsReduced |= removed > 0;
            minRemoved = 0;
            if (removed < added)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps existing nodes instead of those left out, those of the cheapest cloud first.</summary>
    /// <param name="isLimited">True if kept nodes must fit the budget; false if no new nodes cost money, so that kept
    /// nodes only prolong the present cost.</param>
    private void Keep(bool isLimited)
    {
        foreach (int index in _byPrice)
        {
            decimal price = GetPrice(index);
            int removed = Math.Max(0, clouds[index].HealthyCount - counts[index]);
            decimal affordable = isLimited && price > 0 ? Math.Floor(CountPaid(budget - _cost, price)) : _leftOutCount;
            Change(index, (int)Math.Min(Math.Min(_leftOutCount, affordable), removed), price);
        }
    }

    private void Change(int index, int difference, decimal price)
    {
        counts[index] += difference;
        _cost += difference * price;
        _leftOutCount -= difference;
    }

    /// <summary>
    /// Returns how many nodes an amount pays for, from 0 to <see cref="int.MaxValue"/>. The amount is limited before the
    /// division, because the quotient of a very low price exceeds the range of a decimal.
    /// </summary>
    private static decimal CountPaid(decimal amount, decimal price) => Math.Clamp(amount, 0, int.MaxValue * price) / price;

    private decimal GetPrice(int index) => CostLimit.ToMoney(clouds[index].PricePerHour);

    private long SumPositive(Func<int, int> getDifference) => _byPrice.Sum(index => (long)Math.Max(0, getDifference(index)));
}

/// <summary>Cost of a proposal and its limit.</summary>
/// <param name="PerHour">Cost per hour of the desired nodes of all domains.</param>
/// <param name="MaxPerHour">Limit of the engine.</param>
/// <param name="IsLimited">True if nodes were left out.</param>
internal sealed record ProposalCost(double PerHour, double MaxPerHour, bool IsLimited);
