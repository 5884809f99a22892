namespace Scalewright.Experiments.Platforms;

/// <summary>The platforms that a program knows, by type. Immutable.</summary>
public sealed class PlatformList
{
    private static readonly Lock Gate = new();

    private static PlatformList _default = new(
    [
        new SimulatedPlatform(),
        new LocalPlatform(),
        new RaspberryPiPlatform(),
        .. TestbedPlatform.All,
    ]);

    private PlatformList(ValueList<Platform> platforms) => Platforms = platforms;

    /// <summary>The built-in ones: Simulated, Local, RaspberryPi, and those whose providers come later: Grid5000, VMonG5k, VagrantG5k, FIT, Chameleon;
    /// and those that the program's assemblies mark with <see cref="PlatformAttribute"/>.</summary>
    public static PlatformList Default
    {
        get
        {
            lock (Gate)
            {
                return _default;
            }
        }
    }

    /// <summary>The platforms in the order they were added.</summary>
    public ValueList<Platform> Platforms { get; }

    /// <summary>Adds those of an assembly to <see cref="Default"/>; generated code calls it as the assembly is loaded. A type that is taken keeps its first owner.</summary>
    /// <param name="entries">What the assembly has.</param>
    public static void Register(IReadOnlyList<PlatformEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (Gate)
        {
            foreach (PlatformEntry entry in entries.Where(entry => _default.Find(entry.Type) is null))
            {
                _default = _default.With(entry.Create());
            }
        }
    }

    /// <summary>A list with one more platform; it takes the place of another of its type.</summary>
    /// <param name="platform">The platform.</param>
    public PlatformList With(Platform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return new PlatformList([.. Platforms.Where(known => known.Type != platform.Type), platform]);
    }

    /// <summary>The platform of a type; null when there is none.</summary>
    /// <param name="type">The type; case counts.</param>
    public Platform? Find(string type) => Platforms.FirstOrDefault(platform => platform.Type == type);

    /// <summary>Everything that is wrong with a section: an unknown type, all missing keys, wrong values; empty when all is well.</summary>
    /// <param name="section">The section.</param>
    public ValueList<Problem> Check(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ProblemList problems = new(section.Source);
        if (section.Type is not { } type)
        {
            problems.Add(section.ProblemAt("type", ProblemCode.MissingField, "it is not there", $"write one of {string.Join(", ", Platforms.Select(platform => platform.Type))}"));
        }
        else if (Find(type) is not { } platform)
        {
            string advice = Spelling.Nearest(type, Platforms.Select(known => known.Type)) is { } near ? $"did you mean '{near}'?" : $"use one of {string.Join(", ", Platforms.Select(known => known.Type))}";
            problems.Add(section.ProblemAt("type", ProblemCode.UnknownPlatform, $"there is no platform '{Printable.Escape(type)}'", advice));
        }
        else
        {
            foreach (string key in platform.RequiredFields.Where(key => section.Text(key) is null))
            {
                problems.Add(section.ProblemAt(key, ProblemCode.MissingField, "it is not there", $"add '{key} = …' to [{section.Path}] or [DEFAULT]"));
            }

            platform.Validate(section, problems);
        }

        return problems.ToValueList();
    }
}
