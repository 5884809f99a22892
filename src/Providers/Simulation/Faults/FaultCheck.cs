using Scalewright.Planning;

namespace Scalewright.Providers.Simulation;

/// <summary>Collects the problems of a fault: of its values at any time, and of its targets when it starts.</summary>
/// <param name="location">Position of the fault, for example <c>Faults[3] FailCalls</c>.</param>
/// <param name="options">Options of the simulation.</param>
internal sealed class FaultCheck(string location, SimulationOptions options)
{
    private readonly List<Problem> _problems = [];

    public ValueList<Problem> Problems => _problems.ToValueList();

    /// <summary>Indicates whether a required value is null. If so, targets are not checked.</summary>
    public bool HasHoles { get; private set; }

    public void NotNull(string field, object? value)
    {
        if (value is null)
        {
            HasHoles = true;
            Add(ProblemCode.OutOfRange, field, "it is null", "give it a value");
        }
    }

    public void NotNull(string field, ValueList<string>? values)
    {
        NotNull(field, (object?)values);
        for (int index = 0; index < (values?.Count ?? 0); index++)
        {
            NotNull($"{field}[{index}]", (object?)values![index]);
        }
    }

    public void Defined<T>(string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(ProblemCode.OutOfRange, field, $"there is no {typeof(T).Name} {value}", $"use {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    public void Kinds(string field, CallKinds value)
    {
        if ((value & ~CallKinds.All) != CallKinds.None)
        {
            Add(
                ProblemCode.OutOfRange,
                field,
                $"there is no {nameof(CallKinds)} {value}",
                $"use {string.Join(", ", Enum.GetNames<CallKinds>())}"
            );
        }
    }

    public void Length(string field, TimeSpan? value)
    {
        if (value < TimeSpan.Zero)
        {
            Add(ProblemCode.OutOfRange, field, $"{value} is below 0", "use 0 or more");
        }
    }

    public void Random(string field, double value)
    {
        if (value is not (>= 0 and <= 1))
        {
            Add(ProblemCode.OutOfRange, field, string.Create(CultureInfo.InvariantCulture, $"{value} is not a probability"), "use 0 to 1");
        }
    }

    public void Count(string field, long? value, int min)
    {
        if (value < min)
        {
            Add(
                ProblemCode.OutOfRange,
                field,
                string.Create(CultureInfo.InvariantCulture, $"{value} is below {min}"),
                $"use {min} or more"
            );
        }
    }

    public void Cloud(string field, string? name)
    {
        if (!string.IsNullOrEmpty(name) && options.Clouds.Count > 0 && !options.Clouds.ContainsKey(name))
        {
            Add(ProblemCode.UnknownCloud, field, $"there is no cloud '{TextEscaping.Escape(name)}'", Choice(name, options.Clouds.Keys));
        }
    }

    /// <summary>Checks that a node or controller exists.</summary>
    public void Host(World world, string field, string name)
    {
        if (world.Inventory.FindHost(name) is null && !world.IsController(name))
        {
            Add(
                ProblemCode.UnknownReference,
                field,
                $"host '{TextEscaping.Escape(name)}' not found",
                Choice(name, [.. world.ControllerNames, .. world.Inventory.Names(StepTarget.Node)])
            );
        }
    }

    public void Controller(World world, string field, string name)
    {
        if (!world.IsController(name))
        {
            Add(
                ProblemCode.UnknownReference,
                field,
                $"controller '{TextEscaping.Escape(name)}' not found",
                Choice(name, world.ControllerNames)
            );
        }
    }

    public void Node(World world, string field, string name)
    {
        if (world.Inventory.FindHost(name) is null)
        {
            Add(
                ProblemCode.UnknownReference,
                field,
                $"node '{TextEscaping.Escape(name)}' not found",
                Choice(name, world.Inventory.Names(StepTarget.Node))
            );
        }
    }

    public void Resource(World world, string field, StepTarget target, string name)
    {
        if (world.Inventory.FindAll(target, name).Count == 0)
        {
            Add(
                ProblemCode.UnknownReference,
                field,
                $"{GetName(target)} '{TextEscaping.Escape(name)}' not found",
                Choice(name, world.Inventory.Names(target))
            );
        }
    }

    public void Add(ProblemCode code, string field, string found, string advice) =>
        _problems.Add(new Problem(code, found, advice) { Field = $"{location}.{field}" });

    internal static string GetName(StepTarget target) =>
        target switch
        {
            StepTarget.Network => "network",
            StepTarget.Group => "group",
            _ => "node",
        };

    internal static string Choice(string name, IEnumerable<string> names)
    {
        const int MaxNames = 8;
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        string few = string.Join(", ", all.Take(MaxNames).Select(name => $"'{TextEscaping.Escape(name)}'"));
        return all.Length == 0
            ? "make one first, or put the fault into a schedule for later"
            : $"{(Spelling.FindClosest(name, all) is { } closest ? $"did you mean '{closest}'? " : "")}use one of "
                + $"{few}{(all.Length > MaxNames ? $" and {all.Length - MaxNames} more" : "")}";
    }
}
