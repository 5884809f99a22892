using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Exploration.Tests;

/// <summary>Observes cluster, disk, provider and caller from outside the program, so that it survives a kill.</summary>
internal sealed class Witness
{
    private static readonly TimeSpan Window = StandardEnvironment.ConsistencyWindow;
    private readonly HashSet<string> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrderRecord> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrderRecord> _lastOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Address> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groupsSeen = new(StringComparer.Ordinal);
    private readonly Dictionary<(Lineage, long), int> _staleCalls = [];
    private readonly Dictionary<Lineage, long> _epochsOrdered = [];
    private readonly Func<TimeSpan> _now;
    private List<Topology> _possible = [];
    private TimeSpan _listBegan = TimeSpan.MinValue;
    private ValueList<Resource> _listed = [];
    private WitnessException? _broken;

    public Witness(Func<TimeSpan> now, RunLedger? ledger) => (_now, Ledger) = (now, ledger);

    /// <summary>True after a provisioning call has returned, so that a cluster can be opened.</summary>
    public bool IsProvisioned { get; private set; }

    public int CommandCount { get; set; }

    public RunLedger? Ledger { get; }

    /// <summary>Rethrows a violation with its original stack trace, even if the program swallowed it.</summary>
    public void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            ExceptionDispatchInfo.Throw(_broken);
        }
    }

    public void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw Broken(rule);
        }
    }

    public void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref RuleText rule)
    {
        if (!holds)
        {
            throw Broken(rule.ToStringAndClear());
        }
    }

    public void Asks(Topology topology)
    {
        Addresses(topology);
        _possible.Add(topology);
    }

    /// <summary>Requires that container addresses are unique and that a retained container keeps its address.</summary>
    public void Addresses(Topology topology)
    {
        Dictionary<Address, string> taken = [];
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (ContainerSpec container in group.Nodes.SelectMany(node => group.GetContainers(node)))
            {
                string name = container.Name;
                Address address = container.GetAddress(0);
                Require(taken.TryAdd(address, name), $"{name} and {taken[address]} have the same address, {address}");
                Require(
                    !_addresses.TryGetValue(name, out Address before) || before == address,
                    $"{name} had address {before} and is given {address}"
                );
                _addresses[name] = address;
            }
        }
    }

    public void Acknowledged(Topology topology) => (_possible, IsProvisioned) = ([topology], true);

    public Topology? Wanted => _possible.Count == 0 ? null : _possible[^1];

    public void Restored(Topology wanted)
    {
        _possible = [wanted];
        _intents.Clear();
        foreach (OrderRecord order in _orders.Values)
        {
            order.IsIntended = false;
        }
    }

    /// <summary>INV-3: state that is read later contains all acknowledged changes.</summary>
    public void Opened(Topology wanted) =>
        Require(
            !IsProvisioned || _possible.Contains(wanted),
            $"INV-3: the state wants {wanted}, the caller was told {string.Join(" or ", _possible)}"
        );

    public void NothingIsOpen()
    {
        string? open = _intents.FirstOrDefault(token => !_results.ContainsKey(token));
        Require(open is null, $"INV-3: {open} was begun, is forgotten and was never resolved");
    }

    public void NothingIsLost()
    {
        OrderRecord? lost = _orders.Values.FirstOrDefault(order =>
            order.Answer == StepResult.Succeeded && order.IsIntended && !_results.ContainsKey(order.Token)
        );
        Require(lost is null, $"INV-3: the place did {lost?.Token}, and the cancelled call ended without a record of it");
    }

    /// <summary>Reads the tokens of intents and results in records that became durable.</summary>
    public void Flushed(string host, ReadOnlySpan<byte> records)
    {
        Ledger?.Flushed(host, records);
        ReadOnlySpan<byte> field = "\"token\":\""u8;
        while (records.IndexOf(field) is >= 0 and int start)
        {
            bool isResult = records[..start].EndsWith("\"result\":{"u8);
            records = records[(start + field.Length)..];
            int length = records.IndexOf((byte)'"');
            string token = Encoding.UTF8.GetString(records[..length]);
            records = records[length..];
            if (records.StartsWith("\",\"step\":"u8))
            {
                _intents.Add(token);
            }
            else if (isResult)
            {
                Resolved(host, token, isDone: records.StartsWith("\",\"is_done\":true"u8));
            }
        }
    }

    private void Resolved(string host, string token, bool isDone)
    {
        if (_results.TryAdd(token, isDone))
        {
            Judge(host, token, isDone);
        }
    }

    public void Ordered(string host, ValueList<StepRequest> orders)
    {
        Ledger?.Ordered(host, orders);
        bool isStale = false;
        foreach (StepRequest order in orders)
        {
            if (order.Step.Action != StepAction.Destroy)
            {
                Require(_intents.Contains(order.Token), $"the place is told to {order.Step} before the intent is on disk");
                Require(!_results.ContainsKey(order.Token), $"the place is told again to {order.Step}, which has ended");
            }

            OneTokenAtATime(order);
            AfterItsGroup(order);
            Lineage lineage = order.Tag.Owner.Lineage;
            isStale |= order.Tag.Epoch < _epochsOrdered.GetValueOrDefault(lineage);
            _epochsOrdered[lineage] = Math.Max(_epochsOrdered.GetValueOrDefault(lineage), order.Tag.Epoch);
            if (_orders.TryGetValue(order.Token, out OrderRecord? known))
            {
                Require(!known.IsFinal, $"{order.Step} is repeated though the place did not call it safe");
                known.Asked = _now();
            }
            else
            {
                OrderRecord added = new(host, order.Token, order.Step, order.Tag.Owner.Lineage, order.Tag.Epoch, _now())
                {
                    IsIntended = _intents.Contains(order.Token),
                };
                _orders.Add(order.Token, added);
                _lastOrders[order.Step.ToString()] = added;
            }
        }

        if (isStale)
        {
            (Lineage, long) stale = (orders[0].Tag.Owner.Lineage, orders[0].Tag.Epoch);
            _staleCalls[stale] = _staleCalls.GetValueOrDefault(stale) + 1;
            Require(
                _staleCalls[stale] <= 2,
                $"{host} goes on with epoch {stale.Item2} though epoch {_epochsOrdered[stale.Item1]} has taken over"
            );
        }
    }

    public void Answered(StepOutcome outcome)
    {
        if (!_orders.TryGetValue(outcome.Token, out OrderRecord? order))
        {
            return;
        }

        order.Answered = _now();
        order.Answer = outcome.Result;
        order.IsFinal = outcome.Result == StepResult.Failed && !outcome.CanRetry;
        if (outcome.Result != StepResult.Failed && order.Step is CreateGroup group)
        {
            _groupsSeen.Add(group.Name);
        }
    }

    public void Listed(TimeSpan began, ValueList<Resource> there)
    {
        if (began < _listBegan)
        {
            return;
        }

        _listBegan = began;
        _listed = there;
        foreach (Resource resource in there)
        {
            if (resource.Tag.Target == StepTarget.Group)
            {
                _groupsSeen.Add(resource.Tag.Name);
            }
        }
    }

    public void ToldDone(string step)
    {
        Require(
            !_lastOrders.TryGetValue(step, out OrderRecord? last) || _results.ContainsKey(last.Token),
            $"the caller hears of {step} before it is on disk"
        );
    }

    private WitnessException Broken(string rule)
    {
        WitnessException broken = new(rule);
        _broken ??= broken;
        return broken;
    }

    private void OneTokenAtATime(StepRequest order)
    {
        if (order.Step.Action != StepAction.Create)
        {
            return;
        }

        OrderRecord? open = _orders.Values.FirstOrDefault(other =>
            other.Token != order.Token
            && other.Lineage == order.Tag.Owner.Lineage
            && other.Epoch == order.Tag.Epoch
            && other.Step.Action == StepAction.Create
            && other.Step.Target == order.Step.Target
            && other.Step.Name == order.Step.Name
            && !_results.ContainsKey(other.Token)
        );
        Require(open is null, $"{order.Step} has another token, though the first one is open");
    }

    private void AfterItsGroup(StepRequest order) =>
        Require(
            order.Step is not CreateNode node || _groupsSeen.Contains(node.Group),
            $"{order.Step} is ordered before its group is there"
        );

    /// <summary>Requires that a recorded result has a response or a sufficiently late list as evidence.</summary>
    private void Judge(string host, string token, bool isDone)
    {
        if (
            !_orders.TryGetValue(token, out OrderRecord? order)
            || (order.Answer == (isDone ? StepResult.Succeeded : StepResult.Failed) && order.Answered >= order.Asked)
        )
        {
            return;
        }

        // Another host cannot know when this call ends. It must wait until lists show all earlier changes.
        TimeSpan since = order.Host == host ? order.Answered ?? order.Asked : order.Asked;
        Require(_listBegan >= since + Window, $"{order.Step} is recorded as {(isDone ? "done" : "not done")} before a list could tell");
        Require(
            !isDone || order.Step.Action != StepAction.Create || _listed.Any(resource => resource.Tag.Token == token),
            $"{order.Step} is recorded as done, and no list shows it"
        );
    }
}
