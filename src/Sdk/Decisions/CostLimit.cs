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
    private long _missing;

    public bool IsReduced { get; private set; }

    /// <summary>Leaves out nodes until the cost fits, and more where a kept node needs their money.</summary>
    public void Run()
    {
        long newCount = Sum(index => counts[index] - clouds[index].HealthyCount);
        long replacedCount = Math.Min(newCount, Sum(index => clouds[index].HealthyCount - counts[index]));
        decimal excess = _cost - budget;
        do
        {
            bool hasMore = LeaveOut(excess);
            Keep(isFree: !hasMore);
            if (!hasMore)
            {
                return;
            }

            excess = 0;
        } while (newCount - _missing < replacedCount);
    }

    /// <summary>Leaves out new nodes for an excess of the cost, at least one.</summary>
    /// <returns>True if new nodes that cost money remain.</returns>
    private bool LeaveOut(decimal excess)
    {
        decimal target = _cost - excess;
        bool isFirst = excess <= 0;
        for (int position = _byPrice.Length - 1; position >= 0; position--)
        {
            int index = _byPrice[position];
            decimal price = GetPrice(index);
            int added = Math.Max(0, counts[index] - clouds[index].HealthyCount);
            if (price == 0 || added == 0)
            {
                continue;
            }

            decimal needed = isFirst ? 1 : Math.Ceiling(CountPaid(_cost - target, price));
            int removed = (int)Math.Clamp(needed, 0, added);
            Change(index, -removed, price);
            IsReduced |= removed > 0;
            isFirst = false;
            if (removed < added)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps existing nodes instead of the missing ones, those of the cheapest cloud first.</summary>
    /// <param name="isFree">True if no new nodes cost money, so that kept nodes only prolong the present cost.</param>
    private void Keep(bool isFree)
    {
        foreach (int index in _byPrice)
        {
            decimal price = GetPrice(index);
            int removed = Math.Max(0, clouds[index].HealthyCount - counts[index]);
            decimal affordable = isFree || price == 0 ? _missing : Math.Floor(CountPaid(budget - _cost, price));
            Change(index, (int)Math.Min(Math.Min(_missing, affordable), removed), price);
        }
    }

    private void Change(int index, int difference, decimal price)
    {
        counts[index] += difference;
        _cost += difference * price;
        _missing -= difference;
    }

    /// <summary>
    /// Returns how many nodes an amount pays for, from 0 to the maximum of an integer. An unlimited quotient of a very
    /// low price is no decimal.
    /// </summary>
    private static decimal CountPaid(decimal amount, decimal price) => Math.Clamp(amount, 0, int.MaxValue * price) / price;

    private decimal GetPrice(int index) => CostLimit.ToMoney(clouds[index].PricePerHour);

    private long Sum(Func<int, int> getDifference) => _byPrice.Sum(index => (long)Math.Max(0, getDifference(index)));
}

/// <summary>Cost of a proposal and its limit.</summary>
/// <param name="PerHour">Cost per hour of the desired nodes of all domains.</param>
/// <param name="MaxPerHour">Limit of the engine.</param>
/// <param name="IsLimited">True if nodes were left out.</param>
internal sealed record ProposalCost(double PerHour, double MaxPerHour, bool IsLimited);
