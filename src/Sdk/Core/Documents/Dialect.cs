namespace Scalewright.Documents;

/// <summary>A file format and its parsing rules. All dialects share limits, positions and errors.</summary>
public sealed class Dialect
{
    private readonly Action<SourceText, TreeBuilder> _read;

    private Dialect(string name, Action<SourceText, TreeBuilder> read) => (Name, _read) = (name, read);

    /// <summary>YAML 1.2 with the core schema: <c>no</c> is text, <c>010</c> is ten.</summary>
    public static Dialect Yaml { get; } = new("YAML", (source, tree) => new YamlReader(source, tree, CoreSchema.Instance).Read());

    /// <summary>
    /// YAML 1.1 as read by the safe loader of PyYAML: <c>no</c> is false, <c>010</c> is eight, <c>1:30</c> is ninety.
    /// The last value of a repeated key is used.
    /// </summary>
    public static Dialect Yaml11 { get; } = new("YAML 1.1", (source, tree) => new YamlReader(source, tree, Yaml11Schema.Instance).Read());

    /// <summary>
    /// YAML 1.1 as read by go-yaml 2, and so by Kubernetes: <c>no</c> and <c>n</c> are false, <c>010</c> and
    /// <c>0o10</c> are eight, <c>1e3</c> is a number, <c>1:30</c> is text. The last value of a repeated key is used.
    /// </summary>
    public static Dialect GoYaml { get; } = new("YAML 1.1", (source, tree) => new YamlReader(source, tree, GoYamlSchema.Instance).Read());

    /// <summary>JSON (RFC 8259) without comments and trailing commas.</summary>
    public static Dialect Json { get; } = new("JSON", (source, tree) => new JsonReader(source, tree).Read());

    /// <summary>
    /// Plain INI: <c>[section]</c>, <c>key = value</c>, comments with <c>#</c> or <c>;</c> only at the start of a line,
    /// no interpolation. The root is a map of sections, each a map of scalars.
    /// </summary>
    public static Dialect Ini { get; } = new("INI", (source, tree) => new IniReader(source, tree).Read());

    /// <summary>
    /// INI as read by Python's configparser: lowercase keys, <c>=</c> or <c>:</c>, indented continuation lines. Every
    /// section inherits <c>[DEFAULT]</c>. <c>%(key)s</c> refers to a key of the section, <c>%%</c> is a percent sign.
    /// All values are text.
    /// </summary>
    public static Dialect PythonConfigParser { get; } = new("INI", (source, tree) =>
        {
            ConfigIniReader reader = new(tree);
            reader.Read(source, "");
            reader.Emit();
        });

    /// <summary>Name, used in messages.</summary>
    public string Name { get; }

    /// <summary>
    /// Selects the dialect by file extension: JSON for <c>.json</c>, INI for <c>.ini</c>, <c>.cfg</c> and <c>.conf</c>,
    /// otherwise YAML.
    /// </summary>
    /// <param name="path">Path or name of the file.</param>
    public static Dialect FromPath(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSON" => Json,
            ".INI" or ".CFG" or ".CONF" => Ini,
            _ => Yaml,
        };

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    /// <summary>True if keys can be repeated; the last value is used.</summary>
    internal bool LastKeyWins => this == Yaml11 || this == GoYaml;

    internal void Read(SourceText source, TreeBuilder tree) => _read(source, tree);
}
