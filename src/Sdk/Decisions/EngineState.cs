using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>State of one run of an engine. Decides synchronously. Only accepted proposals change the state.</summary>
internal sealed class EngineState(DecisionEngine engine)
{
    private const int FingerprintLength = 16;

    private readonly EngineOptions _options = engine.Options;
    private readonly CloudHistory _clouds = new(engine.Options);
    private readonly NodeStartTracker _starts = new(engine.Options.NodeStartTimeout);
    private readonly string _name = $"engine/{engine.Options.Domain.Name}";
    private readonly string _policies = Fingerprint(engine);
    private readonly string _sizingLayout = PolicyStateLayouts.Describe(engine.Sizing);
    private readonly string _placingLayout = PolicyStateLayouts.Describe(engine.Options.Placement);
    private readonly List<Problem> _problems = [];
    private long[] _sizing = new long[engine.Sizing.StateLength];
    private long[]? _placing;
    private ValueList<string>? _placedIn;
    private bool _hasStarted;

    /// <summary>Name of the note that stores the state in a cluster.</summary>
    public string Name => _name;

    public CloudHistory Clouds => _clouds;

    private ReadinessTracker Readiness { get; } = new();

    /// <summary>Returns the desired topology with the domain and its launch configurations.</summary>
    /// <exception cref="DecisionException">Another group has the name, or the domain is invalid.</exception>
    public Topology Prepare(Topology desired)
    {
        Domain ours = _options.Domain;
        Domain? existing = desired.FindDomain(ours.Name);
        Domain known = existing ?? ours with { Capacity = 0 };
        ValueList<DomainCloud> clouds = ours.Clouds.Count > 0 ? ours.Clouds : known.Clouds;
        Domain domain = known with
        {
            LaunchConfigurationName =
                ours.LaunchConfigurationName.Length > 0 ? ours.LaunchConfigurationName : known.LaunchConfigurationName,
            Clouds = clouds,
            MinNodes = ours.MinNodes,
            MaxNodes = ours.MaxNodes,
        };
        foreach (LaunchConfiguration launch in _options.LaunchConfigurations.SelectMany(launch => Spread(launch, domain)))
        {
            desired = desired.WithLaunchConfiguration(launch);
        }

        return existing == domain ? desired : desired.WithDomain(domain);
    }

    /// <summary>Observes the nodes of the domain, and tracks how long they start and run.</summary>
    /// <param name="readStates">Returns the states of nodes, in their order.</param>
    /// <param name="marksOverdue">True if nodes that exceeded their start timeout count as failed.</param>
    public EngineObservation Observe(
        Topology desired,
        Func<ValueList<NodeSpec>, NodeState[]> readStates,
        DateTimeOffset at,
        bool marksOverdue
    )
    {
        Topology prepared = Prepare(desired);
        ValueList<NodeSpec> nodes = prepared.GetDomainNodes(_options.Domain.Name);
        NodeState[] states = readStates(nodes);
        Readiness.Observe(nodes, states, at);
        IReadOnlyList<string> overdue = _starts.Observe(nodes, states, at);
        if (!marksOverdue || overdue.Count == 0)
        {
            return new EngineObservation(prepared, states, [], at);
        }

        HashSet<string> failed = new(overdue, StringComparer.Ordinal);
        for (int index = 0; index < states.Length; index++)
        {
            states[index] = failed.Contains(nodes[index].Name) ? NodeState.Failed : states[index];
        }

        return new EngineObservation(prepared, states, overdue.ToValueList(), at);
    }

    /// <summary>Decides on an observation. Changes nothing.</summary>
    /// <param name="desired">Size to start from; null for the domain's capacity.</param>
    /// <param name="freeCapacity">Number of additional nodes that each cloud has capacity for; null if unknown.</param>
    public EngineProposal Propose(
        EngineObservation seen,
        ReadOnlySpan<MetricReading> metrics,
        int? desired,
        ValueMap<int>? freeCapacity = null
    )
    {
        (Topology topology, NodeState[] states, DateTimeOffset at) = (seen.Prepared, seen.States, seen.At);
        Domain domain = TopologyDomainExtensions.Needed(topology, _options.Domain.Name);
        ValueList<NodeSpec> nodes = topology.GetDomainNodes(domain.Name);
        DomainNodeCounts nodeCounts = DomainNodeCounts.From(domain, nodes, states);
        Readiness.SetTimes(nodes, nodeCounts.Readings);
        CloudObservation[] clouds = _clouds.Read(domain, nodeCounts, _starts.LaunchFailures(nodeCounts.UnhealthyNodes), at, freeCapacity);
        DomainObservation observation = new()
        {
            Timestamp = at,
            DesiredCount = desired ?? domain.Capacity,
            ReadyCount = nodeCounts.Ready,
            InFlightCount = nodeCounts.InFlight,
            Metrics = metrics,
            Nodes = nodeCounts.Readings,
            Clouds = clouds,
        };
        long[] sizing = [.. _sizing];
        Decision decision = PolicyInvoker.Decide(engine.Sizing, !_hasStarted, observation, sizing);
        ValueList<string> names = domain.EffectiveClouds.Select(cloud => cloud.Name).ToValueList();
        long[] placing = PlacementState.Migrate(_options.Placement, _placing, _placedIn ?? names, names);
        int[] counts = new int[clouds.Length];
        Placement placement = PolicyInvoker.Place(
            _options.Placement,
            decision.To,
            Math.Min(domain.MaxNodes, _options.MaxNodes),
            observation,
            placing,
            counts
        );
        ProposalCost? cost = _options.MaxCostPerHour is { } maxCost
            ? LimitCost(maxCost, topology, clouds, counts, ref decision, ref placement)
            : null;
        Topology resized = topology
            .WithoutNodes(domain.Name, nodeCounts.UnhealthyNodes.ToHashSet(StringComparer.Ordinal))
            .WithCapacity(domain.Name, decision.To, counts);
        return new EngineProposal(decision, placement, counts.ToValueList(), resized, nodeCounts, sizing, placing, names)
        {
            Cost = cost,
            DesiredCount = observation.DesiredCount,
            Clouds = clouds,
        };
    }

    private ProposalCost LimitCost(
        double maxCost,
        Topology topology,
        CloudObservation[] clouds,
        int[] counts,
        ref Decision decision,
        ref Placement placement
    )
    {
        decimal others = CostLimit.GetCostOfOthers(topology, _options.Domain.Name);
        bool isLimited = CostLimit.Apply(CostLimit.ToMoney(maxCost) - others, clouds, counts);
        if (isLimited)
        {
            placement = Placement.FromCounts(placement.DesiredCount, counts, DecisionCause.MaxCost);
            decision = decision.AtMost(placement.PlacedCount, DecisionCause.MaxCost);
        }

        return new ProposalCost((double)(others + CostLimit.GetCost(clouds, counts)), maxCost, isLimited);
    }

    /// <summary>Returns the state after a proposal, to be stored together with it.</summary>
    public TurnNote Save(EngineProposal proposal, PersistedMetricWindow[]? windows)
    {
        PersistedEngineState policies = new()
        {
            Version = PersistedEngineState.CurrentVersion,
            Policies = _policies,
            SizingState = new PersistedPolicyState(PolicyInvoker.GetName(engine.Sizing), _sizingLayout, proposal.Sizing),
            PlacingState = new PersistedPolicyState(PolicyInvoker.GetName(_options.Placement), _placingLayout, proposal.Placing),
            PlacedIn = [.. proposal.PlacedIn],
            Windows = windows,
        };
        PersistedEngineState state = _clouds.Save(policies, _starts.LaunchFailures(proposal.NodeCounts.UnhealthyNodes));
        state = _starts.Save(state, proposal.Desired.GetDomainNodes(_options.Domain.Name), proposal.Decision.Timestamp);
        return new TurnNote(_name, JsonSerializer.SerializeToElement(state, EngineJson.Default.PersistedEngineState));
    }

    /// <summary>Restores the state of a previous run of the same engine, including its cooldowns.</summary>
    /// <param name="find">Returns the note stored under a name; null if missing.</param>
    /// <returns>The stored contents of the metric windows; null if missing.</returns>
    public PersistedMetricWindow[]? Restore(Func<string, JsonElement?> find)
    {
        if (find(_name) is not { } note || Read(note) is not { } state)
        {
            return null;
        }

        _clouds.Restore(state);
        _starts.Restore(state);
        if (state.Policies == _policies)
        {
            RestorePolicies(state);
        }

        return state.Windows;
    }

    /// <summary>Returns and clears the warnings about states that were not restored.</summary>
    public ValueList<Problem> DrainProblems()
    {
        ValueList<Problem> problems = _problems.ToValueList();
        _problems.Clear();
        return problems;
    }

    /// <summary>Returns the stored state; null, with a problem, if it is damaged or incomplete.</summary>
    private PersistedEngineState? Read(JsonElement note)
    {
        string found;
        try
        {
            PersistedEngineState? state = note.Deserialize(EngineJson.Default.PersistedEngineState);
            if (state?.FindMissing() is not { } missing)
            {
                return state;
            }

            found = $"lacks {missing}";
        }
        catch (JsonException exception)
        {
            found = $"is damaged: {TextEscaping.Escape(exception.Message)}";
        }

        _problems.Add(
            new Problem(
                ProblemCode.PolicyStateNotRestored,
                $"the stored state '{TextEscaping.Escape(_name)}' {found}; the engine starts with a new state",
                "wait for the cooldowns of its policies before the next change, or restore the state folder from a copy"
            )
            {
                Severity = ProblemSeverity.Warning,
            }
        );
        return null;
    }

    private void RestorePolicies(PersistedEngineState state)
    {
        if (
            Select(
                nameof(EngineOptions.Sizing),
                PolicyInvoker.GetName(engine.Sizing),
                _sizingLayout,
                state.Version,
                state.SizingState,
                state.Sizing,
                _sizing.Length
            ) is
            { } sizing
        )
        {
            (_sizing, _hasStarted) = (sizing, true);
        }

        // Another number of clouds changes the length; PlacementState moves the values.
        if (
            Select(
                nameof(EngineOptions.Placement),
                PolicyInvoker.GetName(_options.Placement),
                _placingLayout,
                state.Version,
                state.PlacingState,
                state.Placing,
                length: null
            ) is
            { } placing
        )
        {
            (_placing, _placedIn) = (placing, state.PlacedIn?.ToValueList());
        }
    }

    /// <summary>Returns the stored values of a policy; null, with a problem, if their meaning may differ.</summary>
    /// <param name="earlier">Values in version 0.</param>
    /// <param name="length">Expected number of values; null for any.</param>
    private long[]? Select(
        string field,
        string policy,
        string layout,
        int version,
        PersistedPolicyState? stored,
        long[]? earlier,
        int? length
    )
    {
        long[] values = (version == 0 ? earlier : stored?.Values) ?? [];
        if (PolicyStateLayouts.FindDifference(version, stored?.Layout, values.Length, layout, length) is { } found)
        {
            _problems.Add(PolicyStateLayouts.CreateProblem(field, policy, found));
            return null;
        }

        return values;
    }

    public void Accept(EngineProposal proposal)
    {
        (_sizing, _placing, _placedIn, _hasStarted) = (proposal.Sizing, proposal.Placing, proposal.PlacedIn, true);
        foreach (string cloud in _starts.DrainLaunchFailures(proposal.NodeCounts.UnhealthyNodes))
        {
            _clouds.Fail(cloud);
        }
    }

    /// <summary>Starts to track the nodes whose creation the provider accepted.</summary>
    public void Expect(ValueList<PlanStep> steps)
    {
        foreach (CreateNode create in steps.OfType<CreateNode>())
        {
            _starts.Expect(create.Node.Name);
        }
    }

    /// <summary>
    /// Returns a fingerprint of policies, settings and clouds. Stored state with another fingerprint is ignored.
    /// </summary>
    private static string Fingerprint(DecisionEngine engine)
    {
        string text =
            $"{engine.Sizing}/{engine.Options.Placement}/"
            + $"{string.Join(',', engine.Options.Domain.Clouds.Select(cloud => cloud.Name))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..FingerprintLength];
    }

    private static IEnumerable<LaunchConfiguration> Spread(LaunchConfiguration launch, Domain domain) =>
        launch.Cloud.Length > 0 || domain.Clouds.Count == 0 ? [launch] : domain.Clouds.Select(cloud => launch.ForCloud(cloud.Name));
}

/// <summary>Observation of an engine in one cycle.</summary>
/// <param name="Prepared">Desired topology with the domain and its launch configurations.</param>
/// <param name="States">States of the nodes of the domain, in their order.</param>
/// <param name="Overdue">Nodes that exceeded their start timeout and count as failed.</param>
/// <param name="At">Time of the observation.</param>
internal sealed record EngineObservation(Topology Prepared, NodeState[] States, ValueList<string> Overdue, DateTimeOffset At);

/// <summary>Tracks when nodes started to run and last changed their readiness, as observed by the engine.</summary>
internal sealed class ReadinessTracker
{
    private readonly Dictionary<string, Readiness> _seen = new(StringComparer.Ordinal);
    private bool _hasObserved;
    private long _iteration;

    /// <summary>Records the observed states. Nodes that run at the first observation count as long-running.</summary>
    public void Observe(ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states, DateTimeOffset at)
    {
        DateTimeOffset startedAt = _hasObserved ? at : DateTimeOffset.MinValue;
        (_hasObserved, _iteration) = (true, _iteration + 1);
        int running = 0;
        for (int index = 0; index < states.Length; index++)
        {
            NodeState state = states[index];
            if (state is NodeState.Starting or NodeState.Missing or NodeState.Failed)
            {
                continue;
            }

            running++;
            bool isReady = DomainNodeCounts.IsReady(state);
            ref Readiness known = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, nodes[index].Name, out bool isKnown);
            DateTimeOffset changedAt = known.IsReady == isReady ? known.ChangedAt : at;
            known = isKnown
                ? known with
                {
                    ChangedAt = changedAt,
                    IsReady = isReady,
                    Round = _iteration,
                }
                : new Readiness(startedAt, startedAt, isReady, _iteration);
        }

        if (_seen.Count > running)
        {
            foreach (string missing in _seen.Where(entry => entry.Value.Round != _iteration).Select(entry => entry.Key).ToArray())
            {
                _seen.Remove(missing);
            }
        }
    }

    public void SetTimes(ValueList<NodeSpec> nodes, Span<NodeObservation> readings)
    {
        for (int index = 0; index < readings.Length && _seen.Count > 0; index++)
        {
            if (_seen.TryGetValue(nodes[index].Name, out Readiness known))
            {
                readings[index] = readings[index] with { StartedAt = known.StartedAt, ReadyChangedAt = known.ChangedAt };
            }
        }
    }

    private readonly record struct Readiness(DateTimeOffset StartedAt, DateTimeOffset ChangedAt, bool IsReady, long Round);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(PersistedEngineState))]
internal sealed partial class EngineJson : JsonSerializerContext;
