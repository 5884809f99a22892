using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>A testbed whose section can be checked and counted; nothing can be reserved there before the program gives a <see cref="ProviderPlatform"/> in its place.</summary>
internal sealed class TestbedPlatform : Platform
{
    private static readonly ValueList<string> Reservation = ["reservation_name", "site", "cluster", "queue", "walltime", "start_time"];
    private static readonly ValueList<string> Machine = ["core_per_vm", "memory_per_vm", "disk_per_vm"];

    private TestbedPlatform(string type, ValueList<string> fields) => (Type, RequiredFields) = (type, fields);

    /// <summary>The testbeds: Grid5000, VMonG5k, VagrantG5k, FIT, Chameleon.</summary>
    public static ValueList<TestbedPlatform> All { get; } =
    [
        new("Grid5000", Reservation),
        new("VMonG5k", Reservation.AddRange(Machine)),
        new("VagrantG5k", Reservation.AddRange(Machine)),
        new("FIT", Reservation.Add("archi")),
        new("Chameleon", ["reservation_name", "site", "walltime"]),
    ];

    /// <inheritdoc/>
    public override string Type { get; }

    /// <inheritdoc/>
    public override ValueList<string> RequiredFields { get; }

    /// <inheritdoc/>
    public override ValueList<string> OptionalFields => [.. Reservation, .. Machine];

    /// <inheritdoc/>
    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        foreach (string key in RequiredFields.Where(Machine.Contains))
        {
            if (section.Text(key) is { } text && (!PythonInteger.TryParse(text, out System.Numerics.BigInteger value) || value < 1))
            {
                problems.Add(section.ProblemAt(key, ProblemCode.WrongType, $"'{Printable.Escape(text)}' is no whole number from 1", "use 1 or more"));
            }
        }

        problems.Add(Unavailable(section));
    }

    /// <inheritdoc/>
    public override Task<Inventory> SetUpAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        throw new ExperimentException([Unavailable(section)]);
    }

    /// <summary>Does nothing: nothing was ever reserved.</summary>
    /// <param name="section">The section.</param>
    /// <param name="cancellationToken">Not used.</param>
    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private Problem Unavailable(PlatformSection section) => section.ProblemAt(
        "type", ProblemCode.PlatformUnavailable, $"nothing can be reserved at {Type} yet", "use Simulated, Local, RaspberryPi or a platform of your own");
}
