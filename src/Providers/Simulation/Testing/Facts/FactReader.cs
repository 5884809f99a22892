using System.Reflection;
using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Facts;

/// <param name="variable">Returns the value of an environment variable, or null.</param>
[RequiresUnreferencedCode("Members of test classes are found by name.")]
internal sealed class FactReader(Type test, MethodInfo method, Func<string, string?> variable)
{
    public const string ReplayVariable = "SCALEWRIGHT_REPLAY";
    public const string SeedsVariable = "SCALEWRIGHT_SEEDS";
    public const string FirstSeedVariable = "SCALEWRIGHT_FIRST_SEED";
    public const string ReportVariable = "SCALEWRIGHT_SEED_REPORT";
    public const string TraceVariable = "SCALEWRIGHT_TRACE";
    public const string AllTracesVariable = "SCALEWRIGHT_TRACE_ALL";
    public const string ThreadsVariable = "SCALEWRIGHT_SEED_THREADS";
    public const string FailuresVariable = "SCALEWRIGHT_MAX_FAILURES";
    public const string ShrinkVariable = "SCALEWRIGHT_MAX_SHRINK_RUNS";

    private readonly ISimulationFact _fact = method.GetCustomAttributes().OfType<ISimulationFact>().Single();
    private readonly List<Problem> _problems = [];

    /// <exception cref="SimulationFactException">The test cannot be run.</exception>
    public SimulationFact Read()
    {
        _problems.AddRange(FactMethod.Check(method));
        (long first, int seeds) = (ReadFirstSeed(), ReadSeeds());
        CheckRange(first, seeds);
        MethodInfo? check = _fact.CheckMethod is { } name ? FactMembers.Method(test, name, _problems) : null;
        SimulationFact fact = new($"{test.FullName}.{method.Name}", test, method)
        {
            Check = check,
            Seeds = seeds,
            Faults = ReadFaults(),
            Options = ReadOptions() with { FirstSeed = first },
            Replay = ReadText(ReplayVariable),
            ReportPath = ReadText(ReportVariable),
            TraceFolder = ReadText(TraceVariable),
            WritesAllTraces = ReadSwitch(AllTracesVariable),
        };
        return _problems.Count == 0 ? fact : throw new SimulationFactException(fact.Name, _problems.ToValueList());
    }

    private string? ReadText(string name) => variable(name) is { Length: > 0 } text ? text : null;

    private bool ReadSwitch(string name)
    {
        string? text = ReadText(name);
        if (text is not (null or "0" or "1"))
        {
            _problems.Add(FactProblem.Create(name, $"'{text}' is neither 0 nor 1", "use 1 or leave it out"));
        }

        return text == "1";
    }

    private int ReadSeeds()
    {
        string? set = ReadText(SeedsVariable);
        string text = set ?? _fact.SeedCount.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seeds) || seeds < 1)
        {
            _problems.Add(
                FactProblem.Create(
                    set is null ? nameof(ISimulationFact.SeedCount) : SeedsVariable,
                    $"'{text}' is not a number of seeds",
                    "use 1 or more"
                )
            );
            return 0;
        }

        return seeds;
    }

    private long ReadFirstSeed()
    {
        if (ReadText(FirstSeedVariable) is not { } text)
        {
            return _fact.FirstSeed;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long first))
        {
            _problems.Add(FactProblem.Create(FirstSeedVariable, $"'{text}' is not a seed", "use a whole number, for example 1001"));
            return _fact.FirstSeed;
        }

        return first;
    }

    /// <returns>Null if the variable is not set, or not valid.</returns>
    private int? ReadNumber(string name, int min)
    {
        if (ReadText(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min)
        {
            return number;
        }

        _problems.Add(
            FactProblem.Create(
                name,
                $"'{text}' is not a whole number of {min} or more",
                string.Create(CultureInfo.InvariantCulture, $"use {min} or more")
            )
        );
        return null;
    }

    private void CheckRange(long first, int seeds)
    {
        if (first > long.MaxValue - seeds)
        {
            _problems.Add(
                FactProblem.Create(
                    ReadText(FirstSeedVariable) is null ? nameof(ISimulationFact.FirstSeed) : FirstSeedVariable,
                    string.Create(CultureInfo.InvariantCulture, $"the range of seeds ends before {seeds} seeds from {first}"),
                    "use a lower one"
                )
            );
        }
    }

    private FaultGenerator ReadFaults()
    {
        string[] nodes = _fact.FaultNodes ?? [];
        if (_fact.FaultNodes is null || nodes.Any(string.IsNullOrWhiteSpace))
        {
            _problems.Add(
                FactProblem.Create(
                    nameof(ISimulationFact.FaultNodes),
                    _fact.FaultNodes is null ? "it is null" : "a name is null or empty",
                    "name nodes that the test makes, or leave it out"
                )
            );
            return FaultGenerator.None;
        }

        if (_fact.FaultsMember is not { } name)
        {
            return FaultGenerator.Swarm(nodes);
        }

        if (nodes.Length > 0)
        {
            _problems.Add(
                FactProblem.Create(
                    nameof(ISimulationFact.FaultNodes),
                    "the faults are given too",
                    "leave out one of them; FaultGenerator.Swarm takes names of nodes"
                )
            );
        }

        return name == nameof(FaultGenerator.None)
            ? FaultGenerator.None
            : NewMember<FaultGenerator>(nameof(ISimulationFact.FaultsMember), name) ?? FaultGenerator.None;
    }

    private ExplorationOptions ReadOptions()
    {
        ExplorationOptions options = new();
        if (
            _fact.OptionsMember is { } member
            && NewMember<SimulationOptions>(nameof(ISimulationFact.OptionsMember), member) is { } simulation
        )
        {
            options = options with { Simulation = simulation };
        }

        if (_fact.VirtualTimeoutMinutes < 0)
        {
            _problems.Add(
                FactProblem.Create(
                    nameof(ISimulationFact.VirtualTimeoutMinutes),
                    string.Create(CultureInfo.InvariantCulture, $"{_fact.VirtualTimeoutMinutes} is below 1"),
                    "use 1 or more, or leave it out"
                )
            );
        }

        options = options with
        {
            MaxDegreeOfParallelism = ReadNumber(ThreadsVariable, 1) ?? options.MaxDegreeOfParallelism,
            MaxFailures = ReadNumber(FailuresVariable, 1) ?? options.MaxFailures,
            MaxShrinkRuns = ReadNumber(ShrinkVariable, 0) ?? options.MaxShrinkRuns,
        };
        TimeSpan limit = TimeSpan.FromMinutes(_fact.VirtualTimeoutMinutes);
        return limit > TimeSpan.Zero ? options with { FaultPhaseTimeout = limit, HealedPhaseTimeout = limit } : options;
    }

    private T? NewMember<T>(string field, string name)
        where T : class => FactMembers.Read<T>(_fact.MemberType ?? test, field, name, _problems);
}

[RequiresUnreferencedCode("Members of test classes are found by name.")]
internal static class FactMembers
{
    private const BindingFlags Anywhere =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>Returns the value of a static property or field.</summary>
    /// <param name="field">Property of the attribute that names the member.</param>
    /// <returns>The value; null if missing.</returns>
    public static T? Read<T>(Type type, string field, string name, List<Problem> problems)
        where T : class
    {
        object? value = type.GetProperty(name, Anywhere) is { CanRead: true } property
            ? property.GetValue(null, BindingFlags.DoNotWrapExceptions, null, null, null)
            : type.GetField(name, Anywhere)?.GetValue(null);
        if (value is not T)
        {
            problems.Add(
                FactProblem.Create(
                    field,
                    $"{type.Name} has no static {typeof(T).Name} '{name}'",
                    "name a static property or field of that type"
                )
            );
        }

        return value as T;
    }

    /// <summary>Returns the only method with a name.</summary>
    /// <returns>The method; null if missing.</returns>
    public static MethodInfo? Method(Type type, string name, List<Problem> problems)
    {
        MethodInfo[] named = [.. type.GetMethods(Anywhere | BindingFlags.Instance).Where(method => method.Name == name)];
        if (named.Length != 1)
        {
            problems.Add(
                FactProblem.Create(
                    nameof(ISimulationFact.CheckMethod),
                    $"{type.Name} has {(named.Length == 0 ? "no method" : $"{named.Length} methods")} '{name}'",
                    "name one method of the test class"
                )
            );
            return null;
        }

        problems.AddRange(FactMethod.Check(named[0]));
        return named[0];
    }
}
