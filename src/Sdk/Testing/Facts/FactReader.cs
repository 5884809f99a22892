using System.Globalization;
using System.Reflection;
using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Facts;

/// <summary>Reads a test's attribute, its method and the environment.</summary>
/// <param name="test">The test class.</param>
/// <param name="method">The test method.</param>
/// <param name="variable">The value of an environment variable, or null.</param>
internal sealed class FactReader(Type test, MethodInfo method, Func<string, string?> variable)
{
    public const string ReplayVariable = "SCALEWRIGHT_REPLAY";
    public const string SeedsVariable = "SCALEWRIGHT_SEEDS";

    private readonly SimulationFactAttribute _fact = method.GetCustomAttribute<SimulationFactAttribute>()!;
    private readonly List<Problem> _problems = [];

    /// <exception cref="SimulationFactException">It cannot be run.</exception>
    public SimulationFact Read()
    {
        _problems.AddRange(FactMethod.Check(method));
        SimulationFact fact = new($"{test.FullName}.{method.Name}", test, method)
        {
            Check = _fact.Check is { } check ? FactMembers.Method(test, check, _problems) : null,
            Seeds = ReadSeeds(),
            Faults = ReadFaults(),
            Options = ReadOptions(),
            Replay = variable(ReplayVariable) is { Length: > 0 } replay ? replay : null,
        };
        return _problems.Count == 0 ? fact : throw new SimulationFactException(fact.Name, _problems.ToValueList());
    }

    private int ReadSeeds()
    {
        bool isGiven = variable(SeedsVariable) is { Length: > 0 };
        string text = isGiven ? variable(SeedsVariable)! : _fact.Seeds.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seeds) || seeds < 1)
        {
            _problems.Add(FactProblem.Of(isGiven ? SeedsVariable : nameof(SimulationFactAttribute.Seeds), $"'{text}' is no number of seeds", "use 1 or more"));
        }
        else if (_fact.FirstSeed > long.MaxValue - seeds)
        {
            _problems.Add(FactProblem.Of(nameof(SimulationFactAttribute.FirstSeed), $"from {_fact.FirstSeed} on there are no {seeds} seeds", "use a lower one"));
        }

        return seeds;
    }

    private FaultDraw ReadFaults()
    {
        string[] nodes = _fact.Nodes ?? [];
        if (_fact.Nodes is null || nodes.Any(string.IsNullOrWhiteSpace))
        {
            _problems.Add(FactProblem.Of(nameof(SimulationFactAttribute.Nodes), _fact.Nodes is null ? "it is null" : "a name is null or empty", "name nodes that the test makes, or leave it out"));
            return FaultDraw.None;
        }

        if (_fact.Faults is not { } name)
        {
            return FaultDraw.Swarm(nodes);
        }

        if (nodes.Length > 0)
        {
            _problems.Add(FactProblem.Of(nameof(SimulationFactAttribute.Nodes), "the faults are given too", "leave out one of them; FaultDraw.Swarm takes names of nodes"));
        }

        return name == nameof(FaultDraw.None) ? FaultDraw.None : Member<FaultDraw>(nameof(SimulationFactAttribute.Faults), name) ?? FaultDraw.None;
    }

    private ExplorationOptions ReadOptions()
    {
        ExplorationOptions options = new() { FirstSeed = _fact.FirstSeed };
        if (_fact.Place is { } place && Member<SimulationOptions>(nameof(SimulationFactAttribute.Place), place) is { } found)
        {
            options = options with { Place = found };
        }

        if (_fact.TimeLimitMinutes < 0)
        {
            _problems.Add(FactProblem.Of(nameof(SimulationFactAttribute.TimeLimitMinutes), $"{_fact.TimeLimitMinutes} is below 1", "use 1 or more, or leave it out"));
        }

        TimeSpan limit = TimeSpan.FromMinutes(_fact.TimeLimitMinutes);
        return limit > TimeSpan.Zero ? options with { FaultyMax = limit, HealedMax = limit } : options;
    }

    private T? Member<T>(string field, string name)
        where T : class => FactMembers.Read<T>(_fact.MemberType ?? test, field, name, _problems);
}
