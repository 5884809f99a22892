namespace Scalewright.Documents;

/// <summary>A format with the rules by which one world reads it. All dialects share limits, positions and errors.</summary>
public sealed class Dialect
{
    private readonly Action<SourceText, TreeBuilder> _read;

    private Dialect(string name, Action<SourceText, TreeBuilder> read) => (Name, _read) = (name, read);

    /// <summary>YAML 1.2 with the core schema: <c>no</c> is a text, <c>010</c> is ten.</summary>
    public static Dialect Yaml { get; } = new("YAML", (source, tree) => new YamlReader(source, tree, CoreSchema.Instance).Read());

    /// <summary>
    /// YAML 1.1 as PyYAML's safe loader reads it: <c>no</c> is false, <c>010</c> is eight, <c>1:30</c> is ninety, and of a key that is given
    /// again the last value counts.
    /// </summary>
    public static Dialect Yaml11 { get; } = new("YAML 1.1", (source, tree) => new YamlReader(source, tree, Yaml11Schema.Instance).Read());

    /// <summary>JSON (RFC 8259) without comments and trailing commas.</summary>
    public static Dialect Json { get; } = new("JSON", (source, tree) => new JsonReader(source, tree).Read());

    /// <summary>
    /// INI in its plain form: <c>[section]</c>, <c>key = value</c>, comments with <c>#</c> or <c>;</c> at the start of a
    /// line only, nothing is interpolated. The root is a map of sections, each a map of scalars.
    /// </summary>
    public static Dialect Ini { get; } = new("INI", (source, tree) => new IniReader(source, tree).Read());

    /// <summary>
    /// INI as Python's configparser reads it: keys in lower case, <c>=</c> or <c>:</c>, indented lines continue a value, <c>[DEFAULT]</c> is
    /// inherited by every section, <c>%(key)s</c> refers to a key of the section, <c>%%</c> is a percent sign. Every value is a text.
    /// </summary>
    public static Dialect ConfigIni { get; } = new("INI", (source, tree) =>
    {
        ConfigIniReader reader = new(tree);
        reader.Take(source, "");
        reader.Emit();
    });

    /// <summary>Name, for messages.</summary>
    public string Name { get; }

    /// <summary>The dialect of a file by the end of its name: <c>.json</c>, <c>.ini</c>, <c>.cfg</c>, <c>.conf</c>; every other is YAML.</summary>
    /// <param name="path">Name of the file.</param>
    public static Dialect FromPath(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => Json,
        ".INI" or ".CFG" or ".CONF" => Ini,
        _ => Yaml,
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>True when a key may be given again; the last value counts.</summary>
    internal bool LastKeyWins => this == Yaml11;

    internal void Read(SourceText source, TreeBuilder tree) => _read(source, tree);
}
